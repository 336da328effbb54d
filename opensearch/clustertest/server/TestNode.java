import java.io.File;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.opensearch.Version;
import org.opensearch.common.logging.LogConfigurator;
import org.opensearch.common.settings.Settings;
import org.opensearch.env.Environment;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.plugins.PluginInfo;

/**
 * One OpenSearch node in this process: java TestNode HOME NAME=VALUE..., servers 2.19 and 3.x.
 * It lives as long as its standard input is open. When that ends, and so whichever way the test that
 * holds the other end came to its end, the folder around HOME, that of the cluster, is removed and the
 * process halts.
 */
public final class TestNode {
    /** The modules and the class of each: what 3.x calls it, then 2.x. */
    private static final String[][] MODULES = {
        {"org.opensearch.transport.Netty4ModulePlugin", "org.opensearch.transport.Netty4Plugin"},
        {"org.opensearch.analysis.common.CommonAnalysisModulePlugin", "org.opensearch.analysis.common.CommonAnalysisPlugin"},
        {"org.opensearch.index.reindex.ReindexModulePlugin", "org.opensearch.index.reindex.ReindexPlugin"},
        {"org.opensearch.index.mapper.MapperExtrasModulePlugin", "org.opensearch.index.mapper.MapperExtrasPlugin"},
        {"org.opensearch.painless.PainlessModulePlugin", "org.opensearch.painless.PainlessPlugin"},
    };

    public static void main(String[] args) throws Exception {
        Path home = Path.of(args[0]);
        Settings.Builder settings = Settings.builder().put("path.home", args[0]);
        for (int i = 1; i < args.length; i++) {
            String[] pair = args[i].split("=", 2);
            if (pair[1].contains(",")) {
                settings.putList(pair[0], pair[1].split(","));
            } else {
                settings.put(pair[0], pair[1]);
            }
        }
        Settings given = settings.build();
        LogConfigurator.setNodeName(given.get("node.name", "node"));
        LogConfigurator.configureWithoutConfig(given);
        Path config = Files.createDirectories(home.resolve("config"));
        Environment environment = InternalSettingsPreparer.prepareEnvironment(given, Map.of(), config, () -> "node");
        if (Boolean.getBoolean("archive")) {
            make(environment).start().close();
            System.exit(0); // an orderly end writes the archive of classes
        }
        Thread end = new Thread(() -> awaitEnd(home.getParent().toFile()));
        end.setDaemon(true);
        end.start();
        make(environment).start();
        System.out.println("TestNode: started, OpenSearch " + Version.CURRENT);
        end.join();
    }

    /**
     * Waits for the end of the input, then removes the cluster's folder and halts. The other nodes do the
     * same, and this one still runs and may write meanwhile, so it is done again until nothing is left.
     */
    private static void awaitEnd(File cluster) {
        try {
            while (System.in.read() >= 0) {
                // only the end of the input matters
            }
            for (int i = 0; i < 100 && cluster.exists(); i++) {
                remove(cluster);
                Thread.sleep(20);
            }
        } catch (IOException | InterruptedException e) {
            e.printStackTrace();
        }
        Runtime.getRuntime().halt(0);
    }

    private static void remove(File file) {
        File[] inside = file.listFiles();
        for (File f : inside == null ? new File[0] : inside) {
            remove(f);
        }
        file.delete();
    }

    /** The constructor that takes classes in place of a modules folder is not public, and differs between the lines. */
    private static Node make(Environment environment) throws Exception {
        List<Object> classes = new ArrayList<>();
        List<Object> infos = new ArrayList<>();
        for (String[] names : MODULES) {
            Class<?> module = either(names);
            String java = Integer.toString(Runtime.version().feature());
            classes.add(module);
            infos.add(new PluginInfo(module.getName(), "", "test", Version.CURRENT, java, module.getName(), List.of(), false));
        }
        for (Constructor<?> c : Node.class.getDeclaredConstructors()) {
            if (c.getParameterCount() == 3) {
                c.setAccessible(true);
                boolean takesInfos = c.getGenericParameterTypes()[1].getTypeName().contains("PluginInfo");
                return (Node) c.newInstance(environment, takesInfos ? infos : classes, true);
            }
        }
        throw new IllegalStateException("Node has no constructor with three parameters");
    }

    private static Class<?> either(String[] names) throws ClassNotFoundException {
        try {
            return Class.forName(names[0]);
        } catch (ClassNotFoundException e) {
            return Class.forName(names[1]);
        }
    }
}

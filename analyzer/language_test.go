package analyzer

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLanguage(t *testing.T) {
	for want, text := range map[string]string{
		"en": "The US and Israel recalled negotiators from Qatar on Thursday after the latest discussions with Hamas failed to yield a deal.",
		"de": "Die USA und Israel haben ihre Unterhändler am Donnerstag aus Katar zurückgerufen, nachdem die Gespräche gescheitert waren.",
		"fr": "Les États-Unis et Israël ont rappelé jeudi leurs négociateurs du Qatar après l’échec des dernières discussions avec le Hamas.",
		"es": "Estados Unidos e Israel retiraron el jueves a sus negociadores de Catar después de que fracasaran las últimas conversaciones.",
		"ru": "США и Израиль отозвали своих переговорщиков из Катара в четверг после того, как последние переговоры с ХАМАС провалились.",
		"ar": "استدعت الولايات المتحدة وإسرائيل المفاوضين من قطر يوم الخميس بعد فشل المحادثات الأخيرة مع حماس في التوصل إلى اتفاق.",
		"he": "ארצות הברית וישראל החזירו את צוותי המשא ומתן מקטאר ביום חמישי לאחר שהשיחות האחרונות עם חמאס נכשלו.",
		"zh": "美国和以色列周四从卡塔尔召回了谈判代表，此前与哈马斯的最新会谈未能达成停火协议。",
		"ja": "米国とイスラエルは木曜日、ハマスとの協議が決裂したことを受けてカタールから交渉団を呼び戻した。",
		"":   "Witkoff 2025",
	} {
		if got := Language(text); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

func TestStem(t *testing.T) {
	for _, c := range []struct{ word, lang, want string }{
		{"negotiators", "en", "negoti"}, {"negotiations", "en", "negoti"}, {"talks", "en", "talk"}, {"talk", "en", "talk"},
		{"59,587", "en", "59,587"}, {"verhandlungen", "de", "verhandl"}, {"переговоры", "ru", "переговор"}, {"word", "xx", "word"}, {"", "en", ""},
	} {
		for range 2 { // the second time from the cache
			if got := stem(c.word, c.lang); got != c.want {
				t.Errorf("%s in %s: %q, want %q", c.word, c.lang, got, c.want)
			}
		}
	}
}

// The stems of a query's word are those that the stream gives the same word.
func TestStemsOfQuery(t *testing.T) {
	a := new(Authority)
	if diff := cmp.Diff([]string{"talk"}, a.Stems("talks", []string{"en"})); diff != "" {
		t.Error(diff)
	}
	all := a.Stems("talks", nil)
	if !strings.Contains(strings.Join(all, " "), "talk") || len(all) < 2 {
		t.Errorf("stems in every language: %v", all)
	}
}

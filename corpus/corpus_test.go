package corpus

import (
	"encoding/json"
	"testing"
)

func TestSpeakerJSON(t *testing.T) {
	for _, c := range []struct {
		speaker Speaker
		want    string
	}{
		{Speaker{Name: "a senior official", How: "cue"}, `{"entity":null,"name":"a senior official","how":"cue"}`},
		{Speaker{Entity: "hamas", Name: "Hamas", How: "cue", Span: &Span{Start: 1, End: 6}}, `{"entity":"hamas","name":"Hamas","how":"cue","span":{"start":1,"end":6}}`},
	} {
		raw, err := json.Marshal(Quote{Speaker: &c.speaker}.Speaker)
		if err != nil || string(raw) != c.want {
			t.Errorf("%s, %v; want %s", raw, err, c.want)
		}
		var back Speaker
		if err := json.Unmarshal(raw, &back); err != nil || back.Entity != c.speaker.Entity || back.Name != c.speaker.Name {
			t.Errorf("%s reads back %+v, %v", raw, back, err)
		}
	}
}

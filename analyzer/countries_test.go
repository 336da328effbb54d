package analyzer

import "testing"

func TestCountryNames(t *testing.T) {
	a := starterForTest(t)
	for name, id := range map[string]string{
		"قطر": "qatar", "קטאר": "qatar", "Катар": "qatar", "卡塔尔": "qatar", "Catar": "qatar",
		"ایران": "iran", "ایالات متحده": "united-states", "Estados Unidos": "united-states", "États-Unis": "united-states",
		"Deutschland": "germany", "Almanya": "germany", "Niemcy": "germany", "ドイツ": "germany",
		"Україна": "ukraine", "भारत": "india", "Palästinensische Autonomiegebiete": "palestine",
		"Hong Kong": "hong-kong", "Grönland": "greenland",
	} {
		got := a.Entities(name)
		if len(got) == 0 || got[0].ID != id {
			t.Errorf("%s: got %v, want %s", name, got, id)
		}
	}
	for _, name := range []string{"Maurice", "Island", "Indie"} {
		if got := a.Entities(name); len(got) > 0 {
			t.Errorf("%s: got %s, want nothing", name, got[0].ID)
		}
	}
}

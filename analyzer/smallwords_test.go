package analyzer

import (
	"strings"
	"testing"
)

// Headlines are known by their small words, or, where the question mark allows it, not
// at all; none is taken for another language than its own.
func TestLanguageOfHeadlines(t *testing.T) {
	for _, c := range []struct{ lang, text string }{
		{"en?", "Fire kills nine, injures dozens in Chittagong, Bangladesh slum"},
		{"en", "Study finds correlation between sleep, household noise"},
		{"en", "How long will the mayor's inquiry go on?"},
		{"en?", "Mayor to council: Do something"},
		{"en?", "A few legal scholars put health care on brink"},
		{"en", "Extraction of Roots by Repeated Subtractions for Digital Computers"},
		{"en", "Founder of the Daily Sample, dead at 77"},
		{"de", "Regierung will Steuern auf Benzin senken"},
		{"de", "Bahn streicht Züge nach Sturm im Norden"},
		{"de", "Der Kanzler und die Krise"},
		{"fr?", "Gaza : la France demande un cessez-le-feu"},
		{"fr", "Le gouvernement renonce à la réforme des retraites"},
		{"fr", "Discussion sur les données du climat"},
		{"es", "El Gobierno aprueba la subida de las pensiones"},
		{"es", "Detenido un hombre por el incendio de Valencia"},
		{"it", "Il governo approva la riforma della giustizia"},
		{"it", "Sciopero dei treni, disagi in tutta la penisola"},
		{"pt?", "Governo anuncia corte de impostos para as empresas"},
		{"pt", "Chuvas não param no sul do país"},
		{"nl", "Kabinet wil minder vluchten van en naar Schiphol"},
		{"nl", "Brand in het centrum van Utrecht"},
		{"sv?", "Regeringen vill höja skatten på bensin"},
		{"da?", "Regeringen vil sænke skatten på arbejde"},
		{"nb?", "Regjeringen vil øke støtten til kommunene"},
		{"pl", "Rząd nie zgodzi się na podwyżkę podatków"},
		{"ro", "Guvernul nu va crește taxele în acest an"},
		{"tr", "Hükümet vergi için yeni bir adım attı"},
		{"fi?", "Hallitus ei aio nostaa bensiinin veroa"},
		{"hu", "A kormány nem emeli az üzemanyag adóját"},
		{"cs?", "Vláda se shodla na snížení daní"},
		{"id", "Pemerintah akan menaikkan pajak untuk perusahaan besar"},
		{"et", "Valitsus ei tõsta järgmisel aastal kütuseaktsiisi"},
		{"sw?", "Serikali kupandisha bei ya mafuta mwezi ujao"},
		{"", "Matrix Division (Algorithm 197)"},
		{"", "Computer-Drawn Flowcharts*"},
		{"", "IBM 709 Tape Matrix Compiler"},
		{"", ""},
	} {
		lang, maybe := strings.CutSuffix(c.lang, "?")
		if got := Language(c.text); got != lang && !(maybe && got == "") {
			t.Errorf("%s: %q, want %q", c.text, got, c.lang)
		}
	}
}

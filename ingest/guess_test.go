package ingest

import (
	"strings"
	"testing"

	"golang.org/x/net/html/charset"
)

// TestGuess: text in the encodings that old archives hold is read right without a
// declaration, with a note that says what was guessed.
func TestGuess(t *testing.T) {
	for label, text := range map[string]string{
		"koi8-r":       "Переговоры в столице завершились в четверг без результата, сообщили посредники. Обе стороны обвинили друг друга в срыве встречи.",
		"windows-1251": "Переговоры в столице завершились в четверг без результата, сообщили посредники. Обе стороны обвинили друг друга в срыве встречи.",
		"big5":         "首都的會談於星期四結束，沒有取得任何結果，調解人在一份聲明中表示。雙方互相指責對方破壞了會議，並稱將在未來幾週再次嘗試。",
		"gbk":          "首都的会谈于星期四结束，没有取得任何结果，调解人在一份声明中表示。双方互相指责对方破坏了会议，并称将在未来几周再次尝试。",
		"shift_jis":    "首都での協議は木曜日に成果なく終わったと仲介者が声明で述べた。双方は互いに会議を妨害したと非難し、今後数週間に再び試みるとした。",
		"euc-kr":       "수도에서 열린 회담은 목요일 성과 없이 끝났다고 중재자들이 성명에서 밝혔다. 양측은 서로를 비난했으며 앞으로 몇 주 안에 다시 시도할 것이라고 말했다.",
		"windows-1252": "Les pourparlers dans la capitale se sont achevés jeudi sans résultat, ont déclaré les médiateurs. « C’est un échec », a-t-il ajouté à Genève.",
	} {
		enc, _ := charset.Lookup(label)
		b, err := enc.NewEncoder().String(text)
		if err != nil {
			t.Fatal(label, err)
		}
		got, notes := decode([]byte(b), "", "")
		if got != text || len(notes) != 1 || !strings.Contains(notes[0], "encoding guessed as") {
			t.Errorf("%s: got %q, notes %q", label, got, notes)
		}
	}
}

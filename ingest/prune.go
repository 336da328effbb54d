package ingest

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Pruning takes out of a page what is no part of an article on any site: navigation,
// forms, captions, what says by role, class or id that it advertises, shares,
// recommends or asks to subscribe. The names are the common words of web markup, no
// site's own. An element that holds most of the page's prose is never taken out,
// whatever it is called.

var prunedAtoms = map[atom.Atom]bool{
	atom.Nav: true, atom.Aside: true, atom.Footer: true, atom.Form: true, atom.Button: true, atom.Dialog: true,
	atom.Figcaption: true, atom.Script: true, atom.Style: true, atom.Noscript: true, atom.Template: true,
	atom.Iframe: true, atom.Svg: true, atom.Select: true, atom.Textarea: true, atom.Input: true, atom.Object: true,
	atom.Audio: true, atom.Video: true, atom.Time: true, atom.Menu: true, atom.Caption: true,
}

var prunedRoles = map[string]bool{
	"navigation": true, "complementary": true, "banner": true, "contentinfo": true, "dialog": true, "alertdialog": true,
	"search": true, "menu": true, "menubar": true, "alert": true, "tooltip": true, "toolbar": true, "form": true,
}

// prunedNames are words of class and id, and pairs of neighbouring words.
var prunedNames = wordSet(`
	ad ads advert advertisement advertising adslot adunit adbox sponsor sponsored promo promotion promoted promobox
	newsletter newsletters subscribe subscription signup signin login register
	related recirc recirculation recommended recommendation recommendations trending popular mostread
	outbrain taboola readmore morefrom more-from read-more read-next most-popular most-read you-may also-like
	share sharing social sharebar sharetools addthis socials follow-us
	caption captions credit credits wp-caption-text imagecaption photocredit image-credit photo-credit
	byline bylines authorbio author-bio about-author author-box author-info author-card bio timestamp dateline-date
	publish-date published-date post-date entry-date pubdate article-date post-meta entry-meta article-meta
	breadcrumb breadcrumbs menu navbar navigation masthead sitemap skip skip-link skiplink
	comment comments disqus commenting respond cookie cookies consent gdpr onetrust modal popup overlay lightbox toast
	sidebar rail footer tags taglist tag-list topics keywords print-only tooltip
	video-player player jwplayer carousel gallery
	correction-form feedback poll quiz pagination pager prevnext next-article toc table-of
	visually-hidden visuallyhidden sr-only screen-reader offscreen
`)

func wordSet(s string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(s) {
		set[w] = true
	}
	return set
}

// nameWords cuts class and id into lower-case words: at marks and at case changes.
func nameWords(s string) (words []string) {
	start := -1
	end := func(i int) {
		if start >= 0 {
			words = append(words, strings.ToLower(s[start:i]))
		}
		start = -1
	}
	var before rune
	for i, r := range s {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			end(i)
		case start >= 0 && unicode.IsUpper(r) && unicode.IsLower(before):
			end(i)
			start = i
		case start < 0:
			start = i
		}
		before = r
	}
	end(len(s))
	return words
}

var hiddenStyle = pattern(`(?i)display\s*:\s*none|visibility\s*:\s*hidden`)

// boilerplate tells whether an element says that it is none of the article.
func boilerplate(n *html.Node) bool {
	if prunedAtoms[n.DataAtom] || prunedRoles[attr(n, "role")] {
		return true
	}
	for _, a := range n.Attr {
		switch a.Key {
		case "hidden":
			return true
		case "aria-hidden":
			if a.Val == "true" && n.DataAtom != atom.P {
				return true
			}
		case "style":
			if hiddenStyle().MatchString(a.Val) {
				return true
			}
		case "class", "id":
			if prunedName(a.Val) {
				return true
			}
		}
	}
	return false
}

func prunedName(s string) bool {
	for _, name := range strings.Fields(s) {
		words := nameWords(name)
		for i, w := range words {
			if prunedNames[w] || i > 0 && prunedNames[words[i-1]+"-"+w] {
				return true
			}
		}
	}
	return false
}

// wall tells whether an element is named for a paywall. Sites name so the appeal to
// subscribe, but also the paid part of the article itself.
func wall(n *html.Node) bool {
	for _, w := range nameWords(attr(n, "class") + " " + attr(n, "id")) {
		if w == "paywall" || w == "regwall" || w == "piano" {
			return true
		}
	}
	return false
}

// prune removes boilerplate below n. keep holds the prose of every element; one that
// has more than half of the page's is left in.
func prune(n *html.Node, prose map[*html.Node]int, total int) {
	for c := n.FirstChild; c != nil; {
		next := c.NextSibling
		switch {
		case c.Type == html.CommentNode:
			n.RemoveChild(c)
		case c.Type == html.ElementNode && boilerplate(c) && prose[c]*2 <= total,
			c.Type == html.ElementNode && wall(c) && !isParagraph(c) && prose[c]*6 <= total:
			n.RemoveChild(c)
		default:
			prune(c, prose, total)
		}
		c = next
	}
}

// proseBelow counts, for every element, the bytes of prose below it: pieces of text
// that are long enough to be sentences and stand in no link.
func proseBelow(n *html.Node, prose map[*html.Node]int) int {
	switch {
	case n.Type == html.TextNode:
		if s := strings.TrimSpace(n.Data); len(s) >= 40 {
			return len(s)
		}
		return 0
	case n.Type == html.ElementNode && (silentAtoms[n.DataAtom] || n.DataAtom == atom.A):
		return 0
	}
	total := 0
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		total += proseBelow(c, prose)
	}
	prose[n] = total
	return total
}

// isParagraph tells whether n is a leaf block: a block with text of its own and no
// block inside.
func isParagraph(n *html.Node) bool {
	if n.Type != html.ElementNode || !blockAtoms[n.DataAtom] && !lineAtoms[n.DataAtom] && n.DataAtom != atom.Td {
		return false
	}
	if n.DataAtom == atom.Br || n.DataAtom == atom.Hr {
		return false
	}
	return !hasBlock(n)
}

func hasBlock(n *html.Node) bool {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type != html.ElementNode {
			continue
		}
		if blockAtoms[c.DataAtom] || c.DataAtom == atom.Li || hasBlock(c) {
			return true
		}
	}
	return false
}

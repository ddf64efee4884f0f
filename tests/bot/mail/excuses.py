"""What is in our mails though some client does not take it, and why that does no harm.

Each is named as `markup.lacks` names it: caniemail's name for the thing, and `n` (some client does
not take it), the number of caniemail's note on it, or `?` where caniemail has no page about it.
"""

_DARK = "the dark theme: light where it is not known"
_BLOCK = (
    "the style sheet's block for phones and the dark theme: each tag has what it needs in itself"
)
_ASIDE = "the line beside the subject: hidden by whichever of its properties the client knows"
_BREAKS = "a long word breaks by word-break or by word-wrap; in Word by neither, there it is wide"

MISSED = {
    "css-at-media n": _BLOCK,
    "css-at-media #2 @media (prefers-color-scheme: dark)": _DARK,
    "css-at-media #6": _BLOCK,
    "css-at-media #9": _BLOCK,
    "css-at-media-prefers-color-scheme n": _DARK,
    "css-border-radius n": "corners are square there",
    "css-color-scheme n": _DARK,
    "css-display #5 a {display: inline-block}": "in Word the button's cell is padded, not the link",
    "css-display-none n": _ASIDE,
    "css-height n": "Yahoo's min-height does the same for an empty cell",
    "css-important #1": "written as all take it, see the test",
    "css-important #2": _BLOCK,
    "css-important #4": "written as all take it, see the test",
    "css-important #6": _BLOCK,
    "css-important #7": "written as all take it, see the test",
    "css-important #8": "written as all take it, see the test",
    "css-important #9": _BLOCK,
    "css-line-height #1": "mso-line-height-rule: exactly stands in Word's own block",
    "css-margin #2 body {margin: 0}": "the table that fills the body has the ground too",
    "css-margin #3": "what has a margin has no ground of its own",
    "css-margin #4 table {margin: 0 auto}": "in Word the ghost table is centred",
    "css-max-height n": _ASIDE,
    "css-overflow n": _ASIDE,
    "css-overflow #1": _ASIDE,
    "css-padding #1 a {padding: 15px 30px}": "in Word the button's cell is padded, not the link",
    "css-padding #1 body {padding: 0}": "the table that fills the body is padded in its cell",
    "css-padding #1 ul {padding: 0}": "in Word a list has none; its margin makes room for the dots",
    "css-padding #2": "no row has two cells that are padded at the top or the bottom",
    "css-selector-class n": _BLOCK,
    "css-selector-class #1": _BLOCK,
    "css-selector-grouping n": _BLOCK,
    "css-selector-grouping #1": _BLOCK,
    "css-selector-type n": _BLOCK,
    "css-selector-type #1": _BLOCK,
    "css-table-layout n": "a long word makes the mail wide there",
    "css-text-decoration n": "the button's words are underlined there",
    "css-text-decoration #1": "the button's words are underlined there",
    "css-word-break n": _BREAKS,
    "css-word-break #2": _BREAKS,
    "css-word-wrap n": _BREAKS,
    "css-word-wrap #1": _BREAKS,
    "html-aria-hidden n": "what is hidden is not read either; a workspace's initial is",
    "html-body n": "ground, language and direction stand on the table in it too",
    "html-body #1": "ground, language and direction stand on the table in it too",
    "html-dir #1": "Gmail's fault in phones' browsers, whatever we write; names stay in order",
    "html-doctype n": "each size that depends on it is written out",
    "html-height #2": "Word is told to count 96 pixels an inch",
    "html-meta-color-scheme n": _DARK,
    "html-style n": _BLOCK,
    "html-style #1": "it stands in the head",
    "html-style #2": _BLOCK,
    "html-style #4": "it stands in the head, before all that it is for",
    "html-style #6": "it has some 1.5 kB of 16",
    "html-width #2": "Word is told to count 96 pixels an inch",
}
"""With a thing behind the name, that one alone."""

OTHER_FORMS = {
    "css-at-media #1": r"@media.*@media",
    "css-at-media #2": r"prefers|orientation|hover|pixel",
    "css-at-media #7": r"height",
    "css-at-media #8": r"orientation",
    "css-at-media #10": r"@media.*@media",
    "css-border #1": r"\b(?:9|\d{2,})px",
    "css-border #2": r"^(?:p|div) ",
    "css-border-radius #2": r"/",
    "css-display #1": r"flex|grid|flow|contents|initial|revert|unset",
    "css-display #4": r"^(?!div |a )",
    "css-display #5": r"^(?!div \{display: none\})",
    "css-display #6": r"flex|grid|flow|contents|revert",
    "css-display-none #1": r"^(?!div )",
    "css-display-none #2": r"^img ",
    "css-font-size #1": r"rem",
    "css-font-size #2": r"%|larger|smaller",
    "css-font-weight #1": r": (?![1-9]00\}|normal\}|bold\})",
    "css-font-weight #2": r": (?![46]00\}|normal\}|bold\})",
    "css-height #2": r"^(?:body|span|div|p) ",
    "css-important #5": r"^\w+ \{",
    "css-margin #1": r"-\d",
    "css-margin #2": r"^(?:span|body) ",
    "css-margin #4": r"auto",
    "css-max-width #1": r"^(?!table )",
    "css-overflow #3": r"overflow-(?:block|inline)",
    "css-overflow #4": r"overflow-(?:block|inline)",
    "css-padding #1": r"^(?!td |@media)",
    "css-text-align #1": r"start|end",
    "css-text-align #3": r"match-parent",
    "css-text-align #5": r"match-parent",
    "css-text-decoration #2": r": \S+ ",
    "css-text-decoration #3": r"overline",
    "css-width #1": r"^(?:body|span|div|p|img) ",
    "html-align #1": r"left|right",
    "html-align #3": r"left|right",
    "html-dir #3": r"^<a ",
    "html-height #1": r"%|^<img",
    "html-lang #1": r"^<td ",
    "html-lists #1": r"^<ol",
    "html-lists #2": r"^<ol",
    "html-role #2": r"^<(?!table )",
    "html-width #1": r"^<img",
}
"""Notes on what we do not write: red where something of that form is found."""

_OLD = "HTML 3.2 or CSS 1: every client has it"
_HEAD = "of the file as a whole: no client shows it"
_OUR_OWN = "names what the style sheet is for"
_WORDS_OWN = "Word's own, which others pass over"

UNLISTED = {
    "html-html ?": _HEAD,
    "html-head ?": _HEAD,
    "html-meta ?": _HEAD,
    "html-title ?": _HEAD,
    "html-a ?": _OLD,
    "html-br ?": _OLD,
    "attribute-bgcolor ?": _OLD,
    "attribute-border ?": _OLD,
    "attribute-href ?": _OLD,
    "attribute-charset ?": _HEAD,
    "attribute-content ?": _HEAD,
    "attribute-name ?": _HEAD,
    "attribute-class ?": _OUR_OWN,
    "attribute-data-css-inline ?": _OUR_OWN,
    "attribute-style ?": "every client that can show HTML takes it; what stands in it is looked up",
    "attribute-xmlns:o ?": _WORDS_OWN,
    "css-color ?": _OLD,
    "css-mso-padding-alt ?": _WORDS_OWN,
    "css-pseudo-class-root ?": _DARK,
    "css-supported-color-schemes ?": _DARK,
    "html-meta-format-detection ?": "Apple's: no links made of dates and addresses",
    "html-meta-supported-color-schemes ?": _DARK,
    "html-meta-viewport ?": "phones' own width where a browser draws it",
    "html-meta-x-apple-disable-message-reformatting ?": "Apple's: letters keep their size",
}
"""What caniemail has no page about."""

OF_WORD = {
    "css-mso-line-height-rule ?": _WORDS_OWN,
    "html-xml ?": _WORDS_OWN,
    "html-o:officedocumentsettings ?": _WORDS_OWN,
    "html-o:pixelsperinch ?": _WORDS_OWN,
}
"""What caniemail has no page about, and only Word is given."""

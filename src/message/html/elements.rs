//! What HTML elements are: lines of their own, void, or hidden.

use html5ever::tokenizer::Tag;

/// The value of an attribute.
pub(super) fn attribute<'t>(tag: &'t Tag, name: &str) -> Option<&'t str> {
    tag.attrs
        .iter()
        .find(|attribute| &*attribute.name.local == name)
        .map(|attribute| attribute.value.as_ref())
}

/// Whether an element is not shown: scripts, heads, and what a style hides.
pub(super) fn is_hidden(name: &str, tag: &Tag, style: &str) -> bool {
    matches!(
        name,
        "head"
            | "style"
            | "script"
            | "title"
            | "template"
            | "object"
            | "svg"
            | "math"
            | "noscript"
            | "iframe"
            | "select"
            | "xmp"
    ) || attribute(tag, "hidden").is_some()
        || [
            "display:none",
            "visibility:hidden",
            "mso-hide:all",
            "max-height:0",
            "font-size:0",
            "font-size:1px",
            "opacity:0;",
        ]
        .iter()
        .any(|rule| {
            style.contains(rule) && !(style.contains("font-size:0.") || style.contains("max-height:0."))
        })
}

/// Whether an element begins and ends a line.
pub(super) fn is_block(name: &str) -> bool {
    matches!(
        name,
        "div"
            | "p"
            | "ul"
            | "ol"
            | "dl"
            | "dt"
            | "dd"
            | "table"
            | "tbody"
            | "thead"
            | "blockquote"
            | "pre"
            | "hr"
            | "section"
            | "article"
            | "header"
            | "footer"
            | "address"
            | "form"
            | "fieldset"
            | "center"
            | "body"
            | "html"
            | "main"
            | "nav"
            | "caption"
            | "figure"
            | "option"
    )
}

/// Whether an element has no end tag.
pub(super) fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "basefont"
            | "br"
            | "col"
            | "embed"
            | "frame"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
    )
}

/// Word's `<o:p/>` and the like close themselves; HTML's own elements never do.
pub(super) fn is_foreign(name: &str) -> bool {
    name.contains(':')
}

//! What HTML elements are: lines of their own, void, or hidden.

use crate::message::text::Markup;
use html5ever::tokenizer::Tag;

/// The value of an attribute.
pub(super) fn attribute<'t>(tag: &'t Tag, name: &str) -> Option<&'t str> {
    tag.attrs
        .iter()
        .find(|attribute| &*attribute.name.local == name)
        .map(|attribute| attribute.value.as_ref())
}

/// What the client that made an element says it holds; no word of it need be known.
///
/// Gmail's and Proton's elements also hold the answers between quoted lines, so these are told by their blockquotes.
pub(super) fn markup(name: &str, tag: &Tag) -> Markup {
    let class = attribute(tag, "class").unwrap_or_default();
    let id = attribute(tag, "id").unwrap_or_default();
    if class.contains("gmail_signature")
        || class.contains("moz-signature")
        || class.contains("AppleMailSignature") && name == "div"
    {
        return Markup::Signature;
    }
    // Outlook on the web, on phones and new on the desktop.
    if id.ends_with("divRplyFwdMsg") {
        return Markup::Heading;
    }
    // Outlook on phones and on the Mac, Yahoo, Zoho, QQ; web.de and GMX.
    let old = id.ends_with("mail-editor-reference-message-container")
        || id.ends_with("ms-outlook-mobile-reference-message")
        || id.ends_with("OLK_SRC_BODY_SECTION")
        || id.ends_with("isReplyContent")
        || class.contains("yahoo_quoted")
        || class.contains("zmail_extra")
        || name == "div" && attribute(tag, "name") == Some("quote");
    if old { Markup::Old } else { Markup::None }
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

/// Whether an element has a colour or picture behind its text, by its attributes or its style (without blanks).
pub(super) fn has_background(tag: &Tag, style: &str) -> bool {
    attribute(tag, "bgcolor").is_some_and(|colour| !names_white(&colour.to_ascii_lowercase()))
        || attribute(tag, "background").is_some()
        || style.split(';').any(|rule| {
            rule.strip_prefix("background")
                .and_then(|rule| rule.split_once(':'))
                .is_some_and(|(_, value)| {
                    !(names_white(value) || matches!(value, "none" | "transparent" | "inherit" | "initial"))
                })
        })
}

/// Whether an element's text is white; `None` where nothing tells its colour.
pub(super) fn is_white(tag: &Tag, style: &str) -> Option<bool> {
    let styled = style.split(';').find_map(|rule| rule.strip_prefix("color:"));
    if let Some(colour) = styled {
        return Some(names_white(colour));
    }
    attribute(tag, "color").map(|colour| names_white(&colour.trim().to_ascii_lowercase()))
}

fn names_white(colour: &str) -> bool {
    let colour = colour.trim_end_matches("!important");
    matches!(
        colour,
        "white"
            | "#fff"
            | "#ffffff"
            | "#fefefe"
            | "rgb(255,255,255)"
            | "rgba(255,255,255,1)"
            | "hsl(0,0%,100%)"
    ) || colour.starts_with("rgba(") && colour.ends_with(",0)")
        || colour == "transparent"
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

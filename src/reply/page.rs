//! The text/html part: Markdown as HTML whose style stands in each tag, because mail readers drop style sheets.

use pulldown_cmark::{CowStr, Event, Parser, Tag, TagEnd, TextMergeStream, html};

const PARAGRAPH: &str = "margin:0 0 16px";
const HEADING: &str = "margin:0 0 6px;font-size:16px;line-height:1.4;font-weight:600";
const LIST: &str = "margin:0 0 16px;padding-left:22px";
const ITEM: &str = "margin:0 0 4px";
const TABLE: &str = "width:100%;margin:0 0 16px;border-collapse:collapse;font-size:15px;line-height:1.4";
const HEAD_CELL: &str = "padding:8px 10px 8px 0;border-bottom:2px solid #c4cbd3;text-align:left;vertical-align:bottom;color:#1f2328";
const CELL: &str =
    "padding:8px 10px 8px 0;border-bottom:1px solid #dfe3e8;text-align:left;vertical-align:top;color:#1f2328";

/// Markdown as HTML for the body of the layout.
pub(super) fn render(markdown: &str) -> String {
    let mut in_head = false;
    // The paragraphs of a loose list would be spaced like those of the letter.
    let mut in_item = false;
    let parser = Parser::new_ext(markdown, super::text::options());
    let events = TextMergeStream::new(parser).flat_map(|event| {
        match &event {
            Event::Start(Tag::Item) => in_item = true,
            Event::End(TagEnd::Item) => in_item = false,
            Event::Start(Tag::TableHead) => in_head = true,
            Event::End(TagEnd::TableHead) => in_head = false,
            _ => {}
        }
        match event {
            Event::Text(text) => unbroken(text),
            event => vec![styled(event, in_head, in_item)],
        }
    });
    let mut page = String::with_capacity(2 * markdown.len());
    html::push_html(&mut page, events);
    page
}

/// Keeps hours on one line: browsers break after the dash of `9:30–12:00`.
fn unbroken(text: CowStr<'_>) -> Vec<Event<'_>> {
    if !text.contains('–') {
        return vec![Event::Text(text)];
    }
    let mut events = Vec::new();
    for word in text.split_inclusive(' ') {
        let hours = word.contains('–') && word.contains(|c: char| c.is_ascii_digit());
        let word = Event::Text(word.to_owned().into());
        if hours {
            events.extend([tag("<span style=\"white-space:nowrap\">"), word, tag("</span>")]);
        } else {
            events.push(word);
        }
    }
    events
}

fn styled<'a>(event: Event<'a>, in_head: bool, in_item: bool) -> Event<'a> {
    match event {
        Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph) if in_item => tag(""),
        Event::Start(Tag::Paragraph) => open("p", PARAGRAPH),
        Event::Start(Tag::Heading { .. }) => open("h3", HEADING),
        Event::End(TagEnd::Heading(_)) => tag("</h3>\n"),
        Event::Start(Tag::List(None)) => open("ul", LIST),
        Event::Start(Tag::Item) => open("li", ITEM),
        Event::Start(Tag::Table(_)) => open("table cellpadding=\"0\" cellspacing=\"0\"", TABLE),
        Event::End(TagEnd::Table) => tag("</table>\n"),
        Event::Start(Tag::TableHead | Tag::TableRow) => tag("<tr>"),
        Event::End(TagEnd::TableHead | TagEnd::TableRow) => tag("</tr>\n"),
        Event::Start(Tag::TableCell) if in_head => open("th scope=\"col\"", HEAD_CELL),
        Event::End(TagEnd::TableCell) if in_head => tag("</th>"),
        Event::Start(Tag::TableCell) => open("td", CELL),
        Event::End(TagEnd::TableCell) => tag("</td>"),
        // Letters hold no HTML of their own, and values cannot bring any: what claims to be HTML is shown as text.
        Event::Html(text) | Event::InlineHtml(text) => Event::Text(text),
        event => event,
    }
}

fn open(name: &str, style: &str) -> Event<'static> {
    Event::Html(format!("<{name} style=\"{style}\">").into())
}

fn tag(text: &'static str) -> Event<'static> {
    Event::Html(text.into())
}

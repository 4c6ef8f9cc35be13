//! Letters that nobody writes: made to cost time or memory, or to be believed; of any size, always the same bytes.

use std::fmt::Write;

/// A hostile letter and what it is called.
pub struct Hostile {
    pub name: &'static str,
    pub raw: Vec<u8>,
}

const HEAD: &str = "From: Marta Lind <marta.lind@town.example>\r\nTo: cristellys@efus.eu\r\n\
                    Message-ID: <hostile@town.example>\r\nDate: Mon, 17 Oct 2016 09:30:00 +0200\r\n";

const PLAIN: &str = "Subject: Registration for the Summit\r\nMIME-Version: 1.0\r\n\
                     Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n";

const HTML: &str = "Subject: Registration for the Summit\r\nMIME-Version: 1.0\r\n\
                    Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n";

/// Pieces of plain text that a letter repeats until it is full.
const REPEATED: [(&str, &str); 33] = [
    ("one word", "a"),
    ("one capital word", "Aa"),
    ("one line of words", "I will come with my colleague and "),
    ("names in one line", "Anna Roth, "),
    ("names, one a line", "Anna Roth\n"),
    ("names without an end", "Anna Maria Roth "),
    ("Russian names", "Марину Сергеевну Иванову, "),
    ("Turkish names", "Ayşe Yılmaz'ın "),
    ("initials", "A. B. "),
    ("particles", "von der de la van den "),
    ("titles", "Prof. Dr. Mr "),
    (
        "forms",
        "Name: Anna Roth\nOrganisation: City of Metz\nRole: Mayor\nTown: Metz\nPhone: +33 1 23 45 67 89\n\n",
    ),
    ("table", "Anna Roth\tMayor\tMetz\tvegetarian\n"),
    ("list", "- Anna Roth, Mayor of Metz, vegetarian\n"),
    (
        "sentences",
        "Mrs Anna Roth, Mayor of Metz, will attend in the morning. ",
    ),
    ("questions", "Is there a hotel? "),
    ("conditions", "If she can, perhaps, unless not, "),
    ("numbers", "12 12 "),
    ("phones", "+33 1 23 45 67 89 "),
    ("addresses", "anna.roth@town.example, "),
    ("web addresses", "https://town.example/a?b=c "),
    (
        "attributions",
        "On 1 November 2016 at 10:00, Anna Roth <anna@town.example> wrote:\n",
    ),
    (
        "header blocks",
        "From: Anna Roth <anna@town.example>\nSent: 1 November 2016 10:00\nTo: Desk\nSubject: Hello\n\nYes.\n",
    ),
    (
        "GroupWise headings",
        ">>> Anna <a@b.example> 10/18/2016 10:02 AM >>>\nYes.\n\n",
    ),
    ("separators", "-----Original Message-----\n\n"),
    ("blank quotations", "\n>\n> a\n\n\n"),
    ("rules of dashes", "-----\n"),
    ("signatures", "-- \nAnna\n"),
    ("commas", ","),
    ("tabs", "\t"),
    ("blank lines", "\n"),
    ("combining marks", "\u{301}"),
    ("unseen characters", "a\u{200b}\u{202e}"),
];

/// All kinds of hostile letters, each of about `size` bytes.
pub fn letters(size: usize) -> Vec<Hostile> {
    let mut all = vec![
        html("deep HTML", "<div><b>a ", size),
        html("deep HTML quotations", "<blockquote>a", size),
        html("deep HTML tables", "<table><tr><td>a", size),
        html(
            "HTML table",
            "<tr><td>Anna Roth</td><td>Mayor</td><td>Metz</td></tr>",
            size,
        ),
        html("HTML list", "<ul><li>Anna Roth", size),
        html("HTML entities", "&amp;&eacute;", size),
        html(
            "HTML attributes",
            "<p style=\"color:white\" class='x'>a</p>",
            size,
        ),
        html("open tags", "<a ", size),
        html("open quotation marks", "<a title=\"", size),
        html("HTML comments", "<!-- a -->", size),
        html("HTML links", "<a href=\"tel:1\">a</a>", size),
        html("HTML headings", "<div id=\"divRplyFwdMsg\">a</div><p>b</p>", size),
        html("HTML indents", "<p style=\"margin:0\"><br>a", size),
        page("different attributes", &attributes(size)),
    ];
    all.extend(
        REPEATED
            .iter()
            .map(|(name, piece)| text(name, &piece.repeat(size / piece.len()))),
    );
    all.push(text("different names", &names(size)));
    all.push(text("different names in a table", &table(size)));
    all.push(text("nested quotes", &nested(size)));
    all.push(text(
        "growing quotes",
        &format!("{}I will come.", ">".repeat(size)),
    ));
    all.extend(headers(size));
    all.extend(parts(size));
    all
}

/// A letter of plain text.
pub fn text(name: &'static str, body: &str) -> Hostile {
    Hostile {
        name,
        raw: format!("{HEAD}{PLAIN}{body}\r\n").into_bytes(),
    }
}

/// A letter of HTML that says `body`.
pub fn page(name: &'static str, body: &str) -> Hostile {
    Hostile {
        name,
        raw: format!("{HEAD}{HTML}<html><body>{body}</body></html>\r\n").into_bytes(),
    }
}

fn html(name: &'static str, piece: &str, size: usize) -> Hostile {
    Hostile {
        name,
        raw: format!("{HEAD}{HTML}<html><body>{}", piece.repeat(size / piece.len())).into_bytes(),
    }
}

/// Tags of a thousand attributes, no two of one name.
fn attributes(size: usize) -> String {
    let mut page = String::new();
    for number in 0.. {
        if page.len() >= size {
            break;
        }
        let _ = match number % 1_000 {
            0 => write!(page, ">a<p "),
            place => write!(page, "{} ", word(place)),
        };
    }
    page
}

/// Words that look like names, no two the same.
fn word(number: usize) -> String {
    const SYLLABLES: [&str; 10] = ["ra", "lo", "mi", "ten", "ga", "su", "ber", "ko", "ni", "val"];
    let mut word = String::new();
    let mut rest = number;
    loop {
        word.push_str(SYLLABLES.get(rest % 10).copied().unwrap_or_default());
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    let mut letters = word.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

fn names(size: usize) -> String {
    let mut text = "Please register:\n".to_owned();
    for number in 0.. {
        if text.len() >= size {
            break;
        }
        let _ = writeln!(text, "- Anna {}, {}", word(number), word(number * 7));
    }
    text
}

fn table(size: usize) -> String {
    let mut text = "Please register:\n\nName\tRole\tCity\tE-mail\n".to_owned();
    for number in 0.. {
        if text.len() >= size {
            break;
        }
        let name = word(number);
        let _ = writeln!(text, "Anna {name}\tMayor\tMetz\t{name}@town.example");
    }
    text
}

/// Each line is quoted once more than the one before.
fn nested(size: usize) -> String {
    let mut text = String::new();
    for depth in 1.. {
        if text.len() >= size {
            break;
        }
        let _ = writeln!(text, "{} I will come.", "> ".repeat(depth % 2_000));
    }
    text
}

/// Letters whose header is the attack.
fn headers(size: usize) -> Vec<Hostile> {
    let letter = |name: &'static str, field: String| Hostile {
        name,
        raw: format!("{HEAD}{field}\r\n\r\nI will attend the Summit.\r\n").into_bytes(),
    };
    let many = |piece: &str| piece.repeat(size / piece.len());
    vec![
        letter(
            "long subject",
            format!("Subject: {}", many("I will come, Anna Roth, ")),
        ),
        letter(
            "long Cc",
            format!("Cc: {}x@y.example", many("Anna Roth <anna@town.example>, ")),
        ),
        letter(
            "long References",
            format!("References: {}", many("<a@b.example>\r\n ")),
        ),
        letter("many fields", many("X-Field: value\r\n")),
        letter(
            "encoded words",
            format!("Subject: {}", many("=?utf-8?q?Anna_?=\r\n ")),
        ),
        letter("brackets in To", format!("Cc: {}", many("(<"))),
        letter(
            "parameters",
            format!("Content-Type: text/plain; {}", many("a*0*=\"b\";\r\n ")),
        ),
        letter(
            "received",
            many("Received: from a by b; Mon, 17 Oct 2016 09:30:00 +0200\r\n"),
        ),
    ]
}

/// Letters whose parts are the attack.
fn parts(size: usize) -> Vec<Hostile> {
    let letter = |name: &'static str, body: String| Hostile {
        name,
        raw: format!("{HEAD}Subject: Registration\r\nMIME-Version: 1.0\r\n{body}").into_bytes(),
    };
    let many = |piece: &str| piece.repeat(size / piece.len());
    let file = |kind: &str, name: &str, content: String| {
        format!(
            "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nPlease register everybody on the attached list for the Summit.\r\n\
             --b\r\nContent-Type: {kind}\r\nContent-Disposition: attachment; filename=\"{name}\"\r\n\r\n{content}\r\n--b--\r\n"
        )
    };
    let multipart = "Content-Type: multipart/mixed; boundary=b\r\n\r\n";
    vec![
        letter(
            "many parts",
            format!("{multipart}{}--b--\r\n", many("--b\r\n\r\nAnna Roth\r\n")),
        ),
        letter(
            "deep parts",
            many("Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n"),
        ),
        letter("letters in letters", many("Content-Type: message/rfc822\r\n\r\n")),
        letter(
            "broken base64",
            format!("Content-Transfer-Encoding: base64\r\n\r\n{}", many("QW5uYS=\r\n")),
        ),
        letter(
            "broken quoted-printable",
            format!(
                "Content-Transfer-Encoding: quoted-printable\r\n\r\n{}",
                many("=4=1=\r\n")
            ),
        ),
        letter("bytes of no charset", {
            let mut body = String::from("Content-Type: text/plain; charset=utf-7\r\n\r\n");
            body.push_str(&many("+AGEA-"));
            body
        }),
        letter(
            "attached rows",
            file(
                "text/csv",
                "list.csv",
                format!("Name;Role;City\r\n{}", many("Anna Roth;Mayor;Metz\r\n")),
            ),
        ),
        letter("attached commas", file("text/csv", "list.csv", many(","))),
        letter(
            "attached cards",
            file(
                "text/vcard",
                "all.vcf",
                many("BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Anna Roth\r\nEND:VCARD\r\n"),
            ),
        ),
        letter(
            "attached calendar",
            file(
                "text/calendar",
                "all.ics",
                format!("BEGIN:VCALENDAR\r\n{}", many("BEGIN:VEVENT\r\nSUMMARY:Anna\r\n")),
            ),
        ),
    ]
}

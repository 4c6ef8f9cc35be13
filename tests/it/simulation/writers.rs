//! People who write, robots who do, and forgers: their letters, in six languages, as they leave a mail program.

use super::wishes::WORDINGS;
use rand::Rng;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;

/// A language with its people and its ways to say things.
pub struct Tongue {
    pub given: [&'static str; 8],
    pub surnames: [&'static str; 12],
    pub greeting: &'static str,
    pub closing: &'static str,
    pub subject: &'static str,
    pub register_me: &'static str,
    pub register_her: &'static str,
    pub register_us: &'static str,
    pub sessions: [&'static str; 4],
    pub cancel: &'static str,
    pub cancel_one: &'static str,
    pub swap: &'static str,
    pub change: &'static str,
    pub yes: [&'static str; 3],
    pub no: [&'static str; 2],
    pub some: [&'static str; 2],
    pub unclear: &'static str,
    pub away: &'static str,
    pub question: &'static str,
    pub thanks: &'static str,
}

pub static TONGUES: [Tongue; 6] = [
    Tongue {
        given: [
            "Jane", "Robert", "Emily", "George", "Alice", "Thomas", "Helen", "Peter",
        ],
        surnames: [
            "Smith", "Walker", "Green", "Hughes", "Bennett", "Clarke", "Turner", "Foster", "Barnes",
            "Palmer", "Fisher", "Marshall",
        ],
        greeting: "Dear Mr Cristellys,",
        closing: "Kind regards,",
        subject: "Registration for the Summit of Mayors",
        register_me: "Please register me for the Summit of Mayors in Rotterdam on 9 November. I will attend {s}.",
        register_her: "On behalf of {n} I would like to register her for the Summit of Mayors on 9 November. She will attend {s}.",
        register_us: "Please register the following persons for the Summit of Mayors on 9 November, for {s}:\n\n{n}",
        sessions: [
            "the morning session and the afternoon session",
            "the morning session",
            "the afternoon session",
            "the study visit",
        ],
        cancel: "Unfortunately I can no longer attend. Please cancel my registration.",
        cancel_one: "{n} cannot come after all. Please cancel that registration.",
        swap: "I can no longer attend. My deputy {n} will come in my place.",
        change: "Please change my telephone number: it is now +44 113 496 0123.",
        yes: [
            "Yes, please.",
            "Yes, thank you very much!",
            "We accept with pleasure.",
        ],
        no: ["No, thank you.", "Unfortunately I cannot come."],
        some: ["Yes, for two of us.", "Yes, but only me."],
        unclear: "Thank you for your message.",
        away: "I am out of the office until 3 November and will answer your message after my return.",
        question: "Could you please tell me whether there is parking near the city hall?",
        thanks: "Many thanks for your help!",
    },
    Tongue {
        given: [
            "Claire", "Luc", "Sophie", "Antoine", "Camille", "Julien", "Hélène", "Pierre",
        ],
        surnames: [
            "Moreau",
            "Lefebvre",
            "Girard",
            "Roux",
            "Fournier",
            "Mercier",
            "Blanchard",
            "Chevalier",
            "Renaud",
            "Perrin",
            "Gauthier",
            "Lemoine",
        ],
        greeting: "Monsieur,",
        closing: "Cordialement,",
        subject: "Inscription au Sommet des maires",
        register_me: "Je souhaite m’inscrire au Sommet des maires du 9 novembre à Rotterdam. Je participerai à {s}.",
        register_her: "Je vous prie d’inscrire {n} au Sommet des maires du 9 novembre à Rotterdam. Elle participera à {s}.",
        register_us: "Je vous prie d’inscrire les personnes suivantes au Sommet des maires du 9 novembre, pour {s} :\n\n{n}",
        sessions: [
            "la séance du matin et à celle de l’après-midi",
            "la séance du matin",
            "la séance de l’après-midi",
            "la visite d’étude",
        ],
        cancel: "Je ne pourrai finalement pas venir : merci d’annuler mon inscription.",
        cancel_one: "{n} ne pourra finalement pas venir. Merci d’annuler cette inscription.",
        swap: "Je ne pourrai finalement pas venir. Mon adjoint {n} viendra à ma place.",
        change: "Merci de modifier mon numéro de téléphone : c’est désormais le +33 4 72 10 30 40.",
        yes: [
            "Oui, merci.",
            "Oui, je confirme ma venue.",
            "D’accord, merci beaucoup !",
        ],
        no: ["Non merci.", "Non, je ne pourrai pas venir."],
        some: ["Oui, pour deux personnes.", "Oui, mais seulement moi."],
        unclear: "Je vous réponds demain.",
        away: "Je suis absente du bureau jusqu’au 3 novembre et ne pourrai pas répondre à vos messages.",
        question: "Pourriez-vous me dire s’il y a un parking près de l’hôtel de ville ?",
        thanks: "Merci beaucoup pour votre aide !",
    },
    Tongue {
        given: [
            "Anna", "Jürgen", "Katrin", "Stefan", "Ulrike", "Matthias", "Sabine", "Rainer",
        ],
        surnames: [
            "Weber", "Schäfer", "Köhler", "Lehmann", "Vogt", "Brandt", "Kaiser", "Winkler", "Pfeiffer",
            "Strauß", "Böhm", "Ziegler",
        ],
        greeting: "Sehr geehrter Herr Cristellys,",
        closing: "Mit freundlichen Grüßen",
        subject: "Anmeldung",
        register_me: "hiermit melde ich mich zum Gipfel der Bürgermeister am 9. November in Rotterdam an. Ich nehme {s} teil.",
        register_her: "hiermit melde ich {n} zum Gipfel der Bürgermeister am 9. November in Rotterdam an. Sie nimmt {s} teil.",
        register_us: "hiermit melde ich folgende Personen zum Gipfel der Bürgermeister am 9. November an; sie nehmen {s} teil:\n\n{n}",
        sessions: [
            "am Vormittag und am Nachmittag",
            "am Vormittag",
            "am Nachmittag",
            "an den Studienbesuchen",
        ],
        cancel: "leider kann ich doch nicht kommen. Bitte stornieren Sie meine Anmeldung.",
        cancel_one: "{n} kann leider doch nicht kommen. Bitte stornieren Sie diese Anmeldung.",
        swap: "leider kann ich nicht kommen. An meiner Stelle kommt mein Stellvertreter {n}.",
        change: "bitte ändern Sie meine Telefonnummer: Sie lautet jetzt +49 621 293 0123.",
        yes: ["Ja, gerne.", "Ja, ich komme.", "Ich nehme den Platz gerne an."],
        no: ["Nein, danke.", "Nein, ich kann leider nicht kommen."],
        some: ["Ja, zwei Plätze bitte.", "ja, aber nur ich"],
        unclear: "Ich melde mich.",
        away: "Ich bin bis zum 3. November nicht im Büro und beantworte Ihre Nachricht nach meiner Rückkehr.",
        question: "Können Sie mir sagen, ob es in der Nähe des Rathauses Parkplätze gibt?",
        thanks: "Vielen Dank für Ihre Hilfe!",
    },
    Tongue {
        given: [
            "Marco",
            "Giulia",
            "Paolo",
            "Chiara",
            "Luca",
            "Francesca",
            "Davide",
            "Elena",
        ],
        surnames: [
            "Rossi", "Ferrari", "Bianchi", "Romano", "Colombo", "Ricci", "Marino", "Greco", "Conti", "Gallo",
            "Fontana", "Caruso",
        ],
        greeting: "Egregio Signor Cristellys,",
        closing: "Cordiali saluti,",
        subject: "Iscrizione al Vertice dei sindaci",
        register_me: "vorrei iscrivermi al Vertice dei sindaci del 9 novembre a Rotterdam. Parteciperò {s}.",
        register_her: "vorrei iscrivere {n} al Vertice dei sindaci del 9 novembre a Rotterdam. Parteciperà {s}.",
        register_us: "vorrei iscrivere le seguenti persone al Vertice dei sindaci del 9 novembre; parteciperanno {s}:\n\n{n}",
        sessions: [
            "alla sessione del mattino e a quella del pomeriggio",
            "alla sessione del mattino",
            "alla sessione del pomeriggio",
            "alla visita di studio",
        ],
        cancel: "purtroppo non potrò partecipare. La prego di annullare la mia iscrizione.",
        cancel_one: "{n} purtroppo non potrà venire. La prego di annullare questa iscrizione.",
        swap: "purtroppo non potrò venire. Al mio posto verrà il mio vice {n}.",
        change: "La prego di cambiare il mio numero di telefono: ora è +39 011 442 0123.",
        yes: ["Sì, grazie.", "Sì, confermo.", "Accetto volentieri."],
        no: ["No, grazie.", "No, purtroppo non posso partecipare."],
        some: ["Sì, ma solo in due.", "Sì, ma solo io."],
        unclear: "Le rispondo domani.",
        away: "Sono assente dall’ufficio fino al 3 novembre e risponderò al Suo messaggio al mio ritorno.",
        question: "Potrebbe dirmi se c’è un parcheggio vicino al municipio?",
        thanks: "Molte grazie per il Suo aiuto!",
    },
    Tongue {
        given: [
            "Анна",
            "Ирина",
            "Ольга",
            "Елена",
            "Сергей",
            "Николай",
            "Дмитрий",
            "Андрей",
        ],
        surnames: [
            "Муратова",
            "Соколова",
            "Лебедева",
            "Егорова",
            "Павлов",
            "Степанов",
            "Орлов",
            "Макаров",
            "Захаров",
            "Беляев",
            "Комаров",
            "Киселёв",
        ],
        greeting: "Уважаемый господин Кристеллис!",
        closing: "С уважением,",
        subject: "Регистрация на саммит",
        register_me: "Прошу зарегистрировать меня на Саммит мэров 9 ноября в Роттердаме. Я приму участие {s}.",
        register_her: "Прошу зарегистрировать на Саммит мэров 9 ноября в Роттердаме: {n}. Участие {s}.",
        register_us: "Прошу зарегистрировать на Саммит мэров 9 ноября следующих участников, участие {s}:\n\n{n}",
        sessions: [
            "в утреннем и дневном заседаниях",
            "в утреннем заседании",
            "в дневном заседании",
            "в ознакомительном визите",
        ],
        cancel: "К сожалению, я не смогу приехать. Прошу отменить мою регистрацию.",
        cancel_one: "{n} не сможет приехать. Прошу отменить эту регистрацию.",
        swap: "К сожалению, я не смогу приехать. Вместо меня приедет мой заместитель {n}.",
        change: "Прошу изменить мой номер телефона: теперь +7 843 299 01 23.",
        yes: ["Да, спасибо.", "Да, подтверждаю.", "Согласна, спасибо!"],
        no: ["Нет, спасибо.", "К сожалению, не смогу приехать."],
        some: ["Да, двое.", "Да, только я."],
        unclear: "Отвечу Вам завтра.",
        away: "Я буду отсутствовать в офисе до 3 ноября и отвечу на Ваше письмо после возвращения.",
        question: "Подскажите, пожалуйста, есть ли парковка рядом с ратушей?",
        thanks: "Большое спасибо за помощь!",
    },
    Tongue {
        given: [
            "Mehmet", "Ayşe", "Mustafa", "Zeynep", "Emre", "Elif", "Hakan", "Selin",
        ],
        surnames: [
            "Demir", "Kaya", "Yıldız", "Çelik", "Şahin", "Aydın", "Öztürk", "Arslan", "Doğan", "Kılıç",
            "Aslan", "Çetin",
        ],
        greeting: "Sayın Cristellys,",
        closing: "Saygılarımla,",
        subject: "Zirve kaydı",
        register_me: "9 Kasım'da Rotterdam'da düzenlenecek Belediye Başkanları Zirvesi'ne kaydımın yapılmasını rica ederim. {s} katılacağım.",
        register_her: "9 Kasım'da Rotterdam'da düzenlenecek Belediye Başkanları Zirvesi'ne {n} adına kayıt yapılmasını rica ederim. Kendisi {s} katılacak.",
        register_us: "9 Kasım'da düzenlenecek Belediye Başkanları Zirvesi'ne aşağıdaki kişilerin kaydını rica ederim; {s} katılacaklar:\n\n{n}",
        sessions: [
            "Sabah ve öğleden sonra oturumlarına",
            "Sabah oturumuna",
            "Öğleden sonra oturumuna",
            "İnceleme ziyaretine",
        ],
        cancel: "Maalesef katılamayacağım. Kaydımın iptal edilmesini rica ederim.",
        cancel_one: "{n} maalesef gelemeyecek. Bu kaydın iptal edilmesini rica ederim.",
        swap: "Maalesef katılamayacağım. Yerime yardımcım {n} gelecek.",
        change: "Telefon numaramın değiştirilmesini rica ederim: yeni numaram +90 224 294 01 23.",
        yes: [
            "Evet, teşekkürler.",
            "Evet, katılacağım.",
            "Kabul ediyorum, teşekkür ederim.",
        ],
        no: ["Hayır, teşekkürler.", "Maalesef katılamayacağım."],
        some: ["Evet, iki kişi.", "Evet, yalnızca ben."],
        unclear: "Size yarın cevap vereceğim.",
        away: "3 Kasım'a kadar ofis dışındayım; mesajınızı dönüşümde yanıtlayacağım.",
        question: "Belediye binasının yakınında otopark olup olmadığını söyleyebilir misiniz?",
        thanks: "Yardımınız için çok teşekkür ederim!",
    },
];

/// Places for persons whose names come later.
const UNNAMED: &str = "Dear Mr Cristellys,\n\nPlease register {k} persons of our city for the Summit of Mayors on \
    9 November, morning and afternoon. I will send you the names later.\n\nKind regards,";
const NAMES: &str = "Dear Mr Cristellys,\n\nhere are the names of our participants:";

/// Somebody who writes.
#[derive(Clone)]
pub struct Writer {
    pub name: String,
    pub address: String,
    pub tongue: usize,
    /// Whom they registered, in the order of the letter.
    pub persons: Vec<String>,
    /// Places that they asked for without a name.
    pub unnamed: usize,
}

/// A letter of ours that somebody answers.
#[derive(Clone)]
pub struct Received {
    /// Without brackets.
    pub message_id: String,
    pub subject: String,
    pub kind: String,
    pub request: i64,
}

/// What a letter says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Says {
    RegisterMe,
    RegisterHer,
    RegisterUs,
    RegisterUnnamed,
    Names,
    Press,
    Cancel,
    CancelOne,
    Swap,
    Change,
    OtherVisit,
    OtherSession,
    Yes,
    No,
    Some,
    Unclear,
    Away,
    Question,
    Thanks,
}

impl Writer {
    /// The `number`th writer of an event; no two have a name in common.
    pub fn new(number: usize, chance: &mut StdRng) -> Self {
        let tongue = chance.random_range(0..TONGUES.len());
        Self {
            name: name(tongue, number),
            address: format!("writer{number}@town{number}.example"),
            tongue,
            persons: Vec::new(),
            unnamed: 0,
        }
    }

    /// The body of a letter, and its subject where it begins a thread. `visits` are the study visits that it wishes, in
    /// their order, or which of the two other sessions; `None` where it does not speak of them.
    pub fn words(
        &mut self,
        says: Says,
        chance: &mut StdRng,
        others: &[String],
        visits: Option<&[usize]>,
    ) -> (String, String) {
        let (tongue, wording) = (&TONGUES[self.tongue], &WORDINGS[self.tongue]);
        let sessions = match visits {
            Some(_) => &wording.with_visit,
            None => tongue.sessions.choose(chance).unwrap(),
        };
        let wish = visits.map(|visits| wording.wish(visits)).unwrap_or_default();
        let other = others.first().cloned().unwrap_or_else(|| self.name.clone());
        let full = |text: &str, names: &str| {
            let text = text.replace("{s}", sessions).replace("{n}", names);
            let text = match matches!(says, Says::RegisterMe | Says::RegisterHer | Says::RegisterUs) {
                true if wish.is_empty() => text,
                true if text.ends_with('.') => format!("{text} {wish}"),
                true => format!("{text}\n\n{wish}"),
                false => text,
            };
            format!(
                "{}\n\n{text}\n\n{}\n{}",
                tongue.greeting, tongue.closing, self.name
            )
        };
        let of = |choice: &[&str], chance: &mut StdRng| (*choice.choose(chance).unwrap()).to_owned();
        let listed = |names: &[String]| {
            let lines = names
                .iter()
                .enumerate()
                .map(|(at, name)| format!("{}. {name}", at + 1));
            lines.collect::<Vec<_>>().join("\n")
        };
        let one = self
            .persons
            .choose(chance)
            .cloned()
            .unwrap_or_else(|| self.name.clone());
        let (text, persons) = match says {
            Says::RegisterMe => (full(tongue.register_me, ""), Some(vec![self.name.clone()])),
            Says::RegisterHer => (full(tongue.register_her, &other), Some(vec![other])),
            Says::RegisterUs => (full(tongue.register_us, &listed(others)), Some(others.to_vec())),
            Says::RegisterUnnamed => {
                self.unnamed = others.len();
                let text = UNNAMED.replace("{k}", ["two", "three", "four"][others.len() - 2]);
                (format!("{text}\n{}", self.name), Some(Vec::new()))
            }
            Says::Names => {
                self.unnamed = 0;
                let text = format!("{NAMES}\n\n{}\n\nKind regards,\n{}", listed(others), self.name);
                (text, Some(others.to_vec()))
            }
            Says::Press => (
                format!(
                    "Dear Ms Fontanille,\n\nI am a journalist with the Northern Gazette and would like to request press \
                     accreditation for the Summit of Mayors on 9 November in Rotterdam.\n\nKind regards,\n{}",
                    self.name
                ),
                None,
            ),
            Says::Cancel => (full(tongue.cancel, ""), None),
            Says::CancelOne => (full(tongue.cancel_one, &one), None),
            Says::Swap => (full(tongue.swap, &other), None),
            Says::Change => (full(tongue.change, ""), None),
            Says::OtherVisit => {
                let visit = visits.and_then(<[usize]>::first).copied().unwrap_or(1);
                (
                    full(&wording.other_visit.replace("{a}", wording.visits[visit - 1]), ""),
                    None,
                )
            }
            Says::OtherSession => {
                let which = visits.and_then(<[usize]>::first).copied();
                let which = which.unwrap_or_else(|| chance.random_range(1..3));
                (full(wording.other_session[which - 1], ""), None)
            }
            Says::Yes => (of(&tongue.yes, chance), None),
            Says::No => (of(&tongue.no, chance), None),
            Says::Some => (of(&tongue.some, chance), None),
            Says::Unclear => (tongue.unclear.to_owned(), None),
            Says::Away => (tongue.away.to_owned(), None),
            Says::Question => (full(tongue.question, ""), None),
            Says::Thanks => (tongue.thanks.to_owned(), None),
        };
        if let Some(persons) = persons {
            self.persons = persons;
        }
        (tongue.subject.to_owned(), text)
    }
}

/// The name of the `number`th person.
pub fn name(tongue: usize, number: usize) -> String {
    let tongue = &TONGUES[tongue];
    // 96 pairs; then a second given name tells them apart.
    let (given, surname) = (number % 8, (number / 8 + number) % 12);
    match number / 96 {
        0 => format!("{} {}", tongue.given[given], tongue.surnames[surname]),
        more => format!(
            "{} {} {}",
            tongue.given[given],
            tongue.given[(given + more) % 8],
            tongue.surnames[surname]
        ),
    }
}

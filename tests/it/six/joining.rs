//! Somebody more, asked for in answer to the confirmation as people ask: by a question, in passing, in each of the six languages.

use super::words::ALL;
use super::{Complaints, adds, registered, writes};
use rsvpd::request::Session;

/// Who is registered asks for somebody more, mostly in a question, in answer to the confirmation.
const ADDS: [&[&str]; 6] = [
    &[
        "Dear Mr Cristellys,\n\ncould you add my colleague Helen Wood as well?",
        "Dear Mr Cristellys,\n\nwould it be possible to add my colleague Helen Wood?",
        "Dear Mr Cristellys,\n\ncan you please also put my colleague Helen Wood on the list?",
        "Thank you for the confirmation. Could you please register Helen Wood, too?",
        "Dear Mr Cristellys,\n\nmy colleague Helen Wood would also like to attend.",
        "Dear Mr Cristellys,\n\nI would like to bring a colleague, Helen Wood.",
    ],
    &[
        "Monsieur,\n\npourriez-vous également ajouter ma collègue Hélène Dubois ?",
        "Monsieur,\n\nserait-il possible d’ajouter ma collègue Hélène Dubois ?",
        "Monsieur,\n\npouvez-vous aussi inscrire ma collègue Hélène Dubois sur la liste ?",
        "Monsieur,\n\nma collègue Hélène Dubois peut-elle venir aussi ?",
        "Monsieur,\n\nma collègue Hélène Dubois souhaiterait également participer.",
    ],
    &[
        "Sehr geehrter Herr Cristellys,\n\nkönnten Sie auch meine Kollegin Petra Vogel hinzufügen?",
        "Sehr geehrter Herr Cristellys,\n\nwäre es möglich, meine Kollegin Petra Vogel mit anzumelden?",
        "Sehr geehrter Herr Cristellys,\n\nkönnen Sie bitte noch meine Kollegin Petra Vogel auf die Liste setzen?",
        "Sehr geehrter Herr Cristellys,\n\nkann meine Kollegin Petra Vogel auch kommen?",
        "Sehr geehrter Herr Cristellys,\n\nmeine Kollegin Petra Vogel möchte ebenfalls teilnehmen.",
        "Sehr geehrter Herr Cristellys,\n\nich würde gerne eine Kollegin mitbringen, Petra Vogel.",
    ],
    &[
        "Egregio Signor Cristellys,\n\npotrebbe aggiungere anche la mia collega Giulia Ferri?",
        "Egregio Signor Cristellys,\n\nsarebbe possibile aggiungere la collega Giulia Ferri?",
        "Egregio Signor Cristellys,\n\npuò inserire anche la collega Giulia Ferri nell’elenco?",
        "Egregio Signor Cristellys,\n\npuò venire anche la collega Giulia Ferri?",
        "Egregio Signor Cristellys,\n\nanche la collega Giulia Ferri vorrebbe partecipare.",
    ],
    &[
        "Уважаемый господин Кристеллис!\n\nНе могли бы Вы добавить также мою коллегу Ольгу Иванову?",
        "Уважаемый господин Кристеллис!\n\nМогли бы Вы внести в список также мою коллегу Ольгу Иванову?",
        "Уважаемый господин Кристеллис!\n\nМоя коллега Ольга Иванова также хотела бы принять участие.",
    ],
    &[
        "Sayın Cristellys,\n\nmeslektaşım Elif Yıldız'ı da ekleyebilir misiniz?",
        "Sayın Cristellys,\n\nmeslektaşım Elif Yıldız'ı da listeye ekler misiniz?",
        "Sayın Cristellys,\n\nmeslektaşım Elif Yıldız da katılmak istiyor.",
    ],
];

/// Something else is to be added, or somebody elsewhere, or a question is asked about somebody.
const OTHERS: [&[&str]; 6] = [
    &[
        "Dear Mr Cristellys,\n\ncould you add my name to the press list?",
        "Dear Mr Cristellys,\n\ncould you add the agenda?",
        "Dear Mr Cristellys,\n\ncould you add Helen Wood to your newsletter?",
        "Dear Mr Cristellys,\n\nis Helen Wood registered as well?",
        "Dear Mr Cristellys,\n\nwill Helen Wood speak in the morning as well?",
        "Dear Mr Cristellys,\n\ncan Helen Wood send me the agenda, too?",
    ],
    &[
        "Monsieur,\n\npourriez-vous ajouter mon nom à la liste de presse ?",
        "Monsieur,\n\npourriez-vous ajouter le programme ?",
        "Monsieur,\n\npourriez-vous ajouter Hélène Dubois à votre lettre d’information ?",
        "Monsieur,\n\nHélène Dubois est-elle également inscrite ?",
        "Monsieur,\n\nHélène Dubois interviendra-t-elle aussi le matin ?",
    ],
    &[
        "Sehr geehrter Herr Cristellys,\n\nkönnten Sie meinen Namen auf die Presseliste setzen?",
        "Sehr geehrter Herr Cristellys,\n\nkönnten Sie die Tagesordnung hinzufügen?",
        "Sehr geehrter Herr Cristellys,\n\nkönnten Sie Petra Vogel in Ihren Newsletter aufnehmen?",
        "Sehr geehrter Herr Cristellys,\n\nist Petra Vogel auch angemeldet?",
        "Sehr geehrter Herr Cristellys,\n\nspricht Petra Vogel auch am Vormittag?",
    ],
    &[
        "Egregio Signor Cristellys,\n\npotrebbe aggiungere il mio nome alla lista stampa?",
        "Egregio Signor Cristellys,\n\npotrebbe aggiungere il programma?",
        "Egregio Signor Cristellys,\n\npotrebbe aggiungere Giulia Ferri alla vostra newsletter?",
        "Egregio Signor Cristellys,\n\nanche Giulia Ferri è iscritta?",
        "Egregio Signor Cristellys,\n\nGiulia Ferri parlerà anche al mattino?",
    ],
    &[
        "Уважаемый господин Кристеллис!\n\nНе могли бы Вы добавить моё имя в список прессы?",
        "Уважаемый господин Кристеллис!\n\nНе могли бы Вы добавить программу?",
        "Уважаемый господин Кристеллис!\n\nНе могли бы Вы добавить Ольгу Иванову в рассылку новостей?",
        "Уважаемый господин Кристеллис!\n\nОльга Иванова тоже зарегистрирована?",
        "Уважаемый господин Кристеллис!\n\nОльга Иванова тоже выступит утром?",
    ],
    &[
        "Sayın Cristellys,\n\nadımı basın listesine ekleyebilir misiniz?",
        "Sayın Cristellys,\n\ngündemi de ekleyebilir misiniz?",
        "Sayın Cristellys,\n\nElif Yıldız'ı haber bülteninize ekleyebilir misiniz?",
        "Sayın Cristellys,\n\nElif Yıldız da kayıtlı mı?",
        "Sayın Cristellys,\n\nElif Yıldız da sabah konuşacak mı?",
    ],
];

#[tokio::test]
async fn rule_043_a_person_is_added_by_a_question_in_each_of_the_six_languages() {
    let mut complaints = Complaints::default();
    for (later, asks) in ALL.iter().zip(ADDS) {
        for words in asks {
            adds(&mut complaints, later, words).await;
        }
    }
    complaints.none();
}

#[tokio::test]
async fn rule_002_whoever_is_only_spoken_of_is_not_added_and_the_question_reaches_a_person() {
    let mut complaints = Complaints::default();
    for (later, asks) in ALL.iter().zip(OTHERS) {
        for words in asks {
            let mut stage = registered(&mut complaints, later).await;
            writes(&mut stage, later, "asks", words).await;
            let seats = stage.seats().await.sessions[&Session::Morning];
            let end = stage.end_of(2).await;
            let seen = seats.confirmed == 1 && end.0 == "review";
            complaints.unless(seen, later, || format!("{words}: {seats:?} {end:?}"));
        }
    }
    complaints.none();
}

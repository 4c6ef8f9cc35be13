//! The closed list of concepts that the lexicon gives words to; the same in every language.

/// Declares the concepts with the names they have in `config/lexicon/*.toml` (`family.key`).
macro_rules! concepts {
    ($($variant:ident $name:literal)+) => {
        /// What a phrase of the lexicon means; `config/lexicon/README.md` explains each.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Concept {
            $($variant,)+
        }

        impl Concept {
            /// All of them, in the order of the README.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// `family.key`, as in the files.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }

            /// The family: the part of the name before the dot.
            #[must_use]
            pub fn family(self) -> &'static str {
                match self {
                    $(Self::$variant => const { family_of($name) },)+
                }
            }
        }
    };
}

/// Families are asked for by the ten thousand a letter: found when the program is built.
const fn family_of(name: &'static str) -> &'static str {
    let mut at = 0;
    while let Some((family, rest)) = name.split_at_checked(at) {
        match rest.as_bytes() {
            [b'.', ..] => return family,
            [] => break,
            _ => at += 1,
        }
    }
    name
}

concepts! {
    GreetingSalute "greeting.salute"
    GreetingAnonymous "greeting.anonymous"
    ClosingRegards "closing.regards"
    ClosingSignsFor "closing.signs-for"
    ClosingDevice "closing.device"
    CourtesyThanks "courtesy.thanks"
    CourtesyPleasantry "courtesy.pleasantry"
    CourtesyOfferHelp "courtesy.offer-help"
    CourtesyPleaseConfirm "courtesy.please-confirm"
    CourtesyNoAnswer "courtesy.no-answer"
    CourtesyGreetingsTo "courtesy.greetings-to"
    CourtesyWasThere "courtesy.was-there"
    TitleHonorific "title.honorific"
    TitleAcademic "title.academic"
    TitleParticle "title.particle"
    LabelName "label.name"
    LabelGiven "label.given"
    LabelSurname "label.surname"
    LabelPatronymic "label.patronymic"
    LabelHonorific "label.honorific"
    LabelEmail "label.email"
    LabelPhone "label.phone"
    LabelMobile "label.mobile"
    LabelFax "label.fax"
    LabelWeb "label.web"
    LabelOrganisation "label.organisation"
    LabelRole "label.role"
    LabelDepartment "label.department"
    LabelCity "label.city"
    LabelCountry "label.country"
    LabelAddress "label.address"
    LabelInterpretation "label.interpretation"
    LabelSessions "label.sessions"
    LabelDiet "label.diet"
    LabelAccess "label.access"
    LabelOutlet "label.outlet"
    LabelMediaKind "label.media-kind"
    LabelPressCard "label.press-card"
    LabelRequests "label.requests"
    LabelCount "label.count"
    LabelRemarks "label.remarks"
    LabelDate "label.date"
    LabelEvent "label.event"
    LabelBirth "label.birth"
    LabelArrival "label.arrival"
    LabelContact "label.contact"
    LabelAssistant "label.assistant"
    LabelReplaces "label.replaces"
    LabelLineNumber "label.line-number"
    AttendI "attend.i"
    AttendWe "attend.we"
    AttendThey "attend.they"
    AttendRegisterMe "attend.register-me"
    AttendRegisterUs "attend.register-us"
    AttendRegisterThem "attend.register-them"
    AttendSelfToo "attend.self-too"
    AttendNotI "attend.not-i"
    AttendNotWe "attend.not-we"
    AttendNotThey "attend.not-they"
    AttendAccompaniedBy "attend.accompanied-by"
    AttendDelegation "attend.delegation"
    AttendOutsideOnly "attend.outside-only"
    AttendOnline "attend.online"
    VerbAttend "verb.attend"
    VerbUnreal "verb.unreal"
    PersonWritesFor "person.writes-for"
    PersonAssistant "person.assistant"
    PersonContact "person.contact"
    PersonCopy "person.copy"
    PersonMentioned "person.mentioned"
    PersonInsteadOf "person.instead-of"
    PersonReplacedBy "person.replaced-by"
    PersonRepresents "person.represents"
    PersonPredecessor "person.predecessor"
    PersonMyName "person.my-name"
    PersonThatIsMe "person.that-is-me"
    PersonFormerly "person.formerly"
    PersonAccompanied "person.accompanied"
    IntentRegister "intent.register"
    IntentWithdraw "intent.withdraw"
    IntentFreeSeat "intent.free-seat"
    IntentSwap "intent.swap"
    IntentCorrect "intent.correct"
    IntentAddPerson "intent.add-person"
    IntentChangeDetail "intent.change-detail"
    IntentAccept "intent.accept"
    IntentDecline "intent.decline"
    IntentYes "intent.yes"
    IntentNo "intent.no"
    IntentAsk "intent.ask"
    IntentDataAccess "intent.data-access"
    IntentDataErasure "intent.data-erasure"
    IntentSpelling "intent.spelling"
    IntentWrongDesk "intent.wrong-desk"
    IntentSales "intent.sales"
    IntentNewsletter "intent.newsletter"
    IntentAutoReply "intent.auto-reply"
    IntentBounce "intent.bounce"
    IntentReminder "intent.reminder"
    ThreadRegistered "thread.registered"
    ThreadOffered "thread.offered"
    ThreadWaiting "thread.waiting"
    ThreadInvited "thread.invited"
    ThreadReference "thread.reference"
    DeskConfirmation "desk.confirmation"
    DeskOffer "desk.offer"
    DeskWaiting "desk.waiting"
    DeskInvitation "desk.invitation"
    DeskReceipt "desk.receipt"
    DeskReminder "desk.reminder"
    TopicIllness "topic.illness"
    TopicFamily "topic.family"
    TopicDuty "topic.duty"
    TopicPassOn "topic.pass-on"
    TopicVacant "topic.vacant"
    TopicGlad "topic.glad"
    TopicRegret "topic.regret"
    TopicBefore "topic.before"
    TopicInstead "topic.instead"
    TopicMistake "topic.mistake"
    TopicChange "topic.change"
    TopicMore "topic.more"
    TopicStrikeOut "topic.strike-out"
    TopicStaysSo "topic.stays-so"
    TopicWonder "topic.wonder"
    TopicOffered "topic.offered"
    TopicOwnData "topic.own-data"
    TopicNamesLater "topic.names-later"
    TopicTravel "topic.travel"
    PressJournalist "press.journalist"
    PressAccreditation "press.accreditation"
    PressInterview "press.interview"
    PressFilming "press.filming"
    PressPhoto "press.photo"
    PressRecording "press.recording"
    PressPressKit "press.press-kit"
    PressOther "press.other"
    PressNot "press.not"
    PressCrew "press.crew"
    PressForOutlet "press.for-outlet"
    PressCoverage "press.coverage"
    PressCard "press.card"
    MediaPrint "media.print"
    MediaRadio "media.radio"
    MediaTv "media.tv"
    MediaOnline "media.online"
    MediaAgency "media.agency"
    MediaPhoto "media.photo"
    MediaFreelance "media.freelance"
    MediaOther "media.other"
    SessionMorning "session.morning"
    SessionStudyVisit "session.study-visit"
    SessionAfternoon "session.afternoon"
    SessionWholeDay "session.whole-day"
    SessionAll "session.all"
    SessionUntil "session.until"
    SessionFrom "session.from"
    SessionSkip "session.skip"
    SessionLeaves "session.leaves"
    SessionArrives "session.arrives"
    SessionAccess "session.access"
    SessionLunch "session.lunch"
    ExchangeInsteadOf "exchange.instead-of"
    ExchangeInstead "exchange.instead"
    ExchangeMoves "exchange.moves"
    ExchangePrefers "exchange.prefers"
    ExchangeByMe "exchange.by-me"
    InterpretationWants "interpretation.wants"
    InterpretationNotNeeded "interpretation.not-needed"
    InterpretationSpeaks "interpretation.speaks"
    InterpretationExists "interpretation.exists"
    DietVegetarian "diet.vegetarian"
    DietVegan "diet.vegan"
    DietHalal "diet.halal"
    DietKosher "diet.kosher"
    DietGlutenFree "diet.gluten-free"
    DietLactoseFree "diet.lactose-free"
    DietNoPork "diet.no-pork"
    DietNoNuts "diet.no-nuts"
    DietOther "diet.other"
    DietNone "diet.none"
    AccessWheelchair "access.wheelchair"
    AccessHearing "access.hearing"
    AccessVision "access.vision"
    AccessMobility "access.mobility"
    AccessCompanion "access.companion"
    AccessOther "access.other"
    AccessNone "access.none"
    Number "number"
    Group "group"
    CountNoun "count.noun"
    CountPersonNoun "count.person-noun"
    CountMore "count.more"
    CountTotal "count.total"
    CountNotPersons "count.not-persons"
    PartyVague "party.vague"
    PartyAlone "party.alone"
    PartyElsewhere "party.elsewhere"
    ScopeNot "scope.not"
    ScopeOnly "scope.only"
    ScopeExcept "scope.except"
    ScopeAlso "scope.also"
    ScopeAll "scope.all"
    ScopeOthers "scope.others"
    ScopeOfUs "scope.of-us"
    ScopeMe "scope.me"
    ScopeHe "scope.he"
    ScopeShe "scope.she"
    ScopeThey "scope.they"
    ScopeBut "scope.but"
    ScopeAnd "scope.and"
    ScopeArticle "scope.article"
    ScopeCondition "scope.condition"
    ScopeUncertain "scope.uncertain"
    ScopeLater "scope.later"
    OpenOr "open.or"
    OpenWho "open.who"
    OpenDecides "open.decides"
    OpenSettled "open.settled"
    OpenYet "open.yet"
    OpenOutstanding "open.outstanding"
    ScopeAsks "scope.asks"
    RoleNoun "role.noun"
    RoleRank "role.rank"
    RoleAcademic "role.academic"
    RolePress "role.press"
    RoleCivil "role.civil"
    RoleModifier "role.modifier"
    RoleUnit "role.unit"
    RoleAssistant "role.assistant"
    RoleNone "role.none"
    OrganisationTownHead "organisation.town-head"
    OrganisationTownTail "organisation.town-tail"
    OrganisationHead "organisation.head"
    OrganisationTail "organisation.tail"
    OrganisationWord "organisation.word"
    OrganisationUnit "organisation.unit"
    OrganisationJoins "organisation.joins"
    PlaceFrom "place.from"
    PlaceStreet "place.street"
    PlaceBox "place.box"
    PlaceRegion "place.region"
    PlaceEvent "place.event"
    ServiceHotel "service.hotel"
    ServiceVisa "service.visa"
    ServiceInvitationLetter "service.invitation-letter"
    ServiceTravelCosts "service.travel-costs"
    ServiceParking "service.parking"
    ServiceTransfer "service.transfer"
    ServicePower "service.power"
    ServiceSound "service.sound"
    ServiceRoom "service.room"
    ServiceInternet "service.internet"
    ServiceRights "service.rights"
    ServiceAppointment "service.appointment"
    ServiceCertificate "service.certificate"
    ServiceStand "service.stand"
    ServiceNotNeeded "service.not-needed"
    QuestionDate "question.date"
    QuestionPlace "question.place"
    QuestionFee "question.fee"
    QuestionProgramme "question.programme"
    QuestionDocuments "question.documents"
    QuestionEligible "question.eligible"
    QuestionDeadline "question.deadline"
    QuestionSeatsLeft "question.seats-left"
    QuestionOther "question.other"
    AttachmentSee "attachment.see"
    AttachmentList "attachment.list"
    TimeWeekday "time.weekday"
    TimeMonth "time.month"
    TimeToday "time.today"
    TimeClock "time.clock"
    TimeNoon "time.noon"
    WordNoPerson "word.no-person"
    WordEvent "word.event"
    WordAbbreviation "word.abbreviation"
    OrderMachine "order.machine"
}

impl Concept {
    /// The concept with this family and key; the keys of `number` and `group` are the numbers themselves.
    #[must_use]
    pub fn from_name(family: &str, key: &str) -> Option<(Self, u8)> {
        if let (Some(concept), Ok(value)) = (Self::of_numbers(family), key.parse()) {
            return Some((concept, value));
        }
        Self::ALL
            .iter()
            .find(|concept| concept.name().split_once('.') == Some((family, key)))
            .map(|concept| (*concept, 0))
    }

    fn of_numbers(family: &str) -> Option<Self> {
        match family {
            "number" => Some(Self::Number),
            "group" => Some(Self::Group),
            _ => None,
        }
    }

    /// Whether the phrases count in whatever language the letter is written in: signatures, titles, labels and offices
    /// stand in any language, clauses only in the letter's own.
    #[must_use]
    pub fn is_international(self) -> bool {
        matches!(
            self.family(),
            "greeting"
                | "closing"
                | "title"
                | "label"
                | "role"
                | "organisation"
                | "place"
                | "word"
                | "time"
                | "desk"
                | "media"
                | "order"
        )
    }
}

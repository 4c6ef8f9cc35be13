//! How each of the models is learnt: found by cross-validation on letters whose errors nobody read.

use super::learn::Settings;

pub const TAGGER: Settings = Settings {
    epochs: 14,
    step: 0.15,
    sparse: 0.08,
    smooth: 0.01,
    seen: 2,
    drop: 0.2,
    fresh: 2.0,
    known: 1.0,
    sketch: 1.0,
};

pub const INTENTS: Settings = Settings {
    epochs: 40,
    step: 0.1,
    sparse: 0.05,
    smooth: 0.05,
    seen: 2,
    drop: 0.2,
    fresh: 3.0,
    known: 1.0,
    sketch: 1.0,
};

pub const PERSONS: Settings = Settings {
    epochs: 40,
    step: 0.1,
    sparse: 0.05,
    smooth: 0.05,
    seen: 3,
    drop: 0.35,
    fresh: 3.0,
    known: 1.0,
    sketch: 1.0,
};

pub const PARTY: Settings = Settings {
    epochs: 30,
    step: 0.1,
    sparse: 0.05,
    smooth: 0.05,
    seen: 4,
    drop: 0.15,
    fresh: 3.0,
    known: 1.0,
    sketch: 1.0,
};

pub const ACTING: Settings = Settings {
    epochs: 60,
    step: 0.1,
    sparse: 0.1,
    smooth: 0.5,
    seen: 5,
    drop: 0.0,
    fresh: 1.0,
    known: 0.1,
    sketch: 0.0,
};

pub const PLAIN: Settings = Settings {
    epochs: 30,
    step: 0.1,
    sparse: 0.08,
    smooth: 0.1,
    seen: 4,
    drop: 0.2,
    fresh: 3.0,
    known: 1.0,
    sketch: 0.0,
};

pub const FIELDS: Settings = Settings {
    epochs: 20,
    step: 0.1,
    sparse: 0.08,
    smooth: 0.05,
    seen: 6,
    drop: 0.3,
    fresh: 2.0,
    known: 1.0,
    sketch: 0.0,
};

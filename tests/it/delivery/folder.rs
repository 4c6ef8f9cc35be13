//! Replies written into a folder.

use super::{is_try_again, parcels, words};
use rsvpd::delivery::folder::Folder;
use rsvpd::delivery::{Delivered, DeliveryError};
use std::fs;

#[test]
fn a_folder_holds_whole_files_with_the_same_bytes() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("replies/today");
    let folder = Folder::new(&path);
    let parcels = parcels(0..5);
    assert_eq!(folder.deliver(&parcels), vec![Delivered::Accepted; 5]);
    // Once more, as after a crash before the outcome was written down: the same files.
    assert_eq!(folder.deliver(&parcels), vec![Delivered::Accepted; 5]);
    let mut names: Vec<String> = fs::read_dir(&path)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(
        names,
        ["00000.eml", "00001.eml", "00002.eml", "00003.eml", "00004.eml"]
    );
    for parcel in &parcels {
        assert_eq!(
            fs::read(path.join(format!("{}.eml", parcel.label))).unwrap(),
            parcel.raw
        );
    }
}

#[test]
fn a_label_cannot_lead_out_of_the_folder() {
    let place = tempfile::tempdir().unwrap();
    let mut parcels = parcels([1]);
    parcels[0].label = "../../etc/pass\0wd".to_owned();
    let folder = Folder::new(&place.path().join("replies"));
    assert_eq!(folder.deliver(&parcels), [Delivered::Accepted]);
    assert!(place.path().join("replies/.._.._etc_pass_wd.eml").exists());
}

#[test]
fn a_folder_that_cannot_be_written_to_is_tried_again_and_named() {
    let place = tempfile::tempdir().unwrap();
    // A file in its way stops root too, which a mode does not.
    let in_the_way = place.path().join("replies");
    fs::write(&in_the_way, "not a folder").unwrap();
    let folder = Folder::new(&in_the_way);
    let outcomes = folder.deliver(&parcels(0..2));
    assert!(outcomes.iter().all(is_try_again), "{outcomes:?}");
    assert!(words(&outcomes[0]).contains("replies"), "{outcomes:?}");
    let failure = folder.check().unwrap_err();
    assert!(matches!(failure, DeliveryError::Folder { .. }));
    assert!(
        failure.to_string().contains("change `folder` of `[delivery]`"),
        "{failure}"
    );
    fs::remove_file(&in_the_way).unwrap();
    folder.check().unwrap();
    assert_eq!(folder.deliver(&parcels(0..2)), vec![Delivered::Accepted; 2]);
    assert_eq!(
        fs::read_dir(&in_the_way).unwrap().count(),
        2,
        "the check leaves nothing"
    );
}

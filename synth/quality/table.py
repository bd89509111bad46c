"""All checks: the question that each asks, what it takes for a convention, and whether it is on by default."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

Family = Literal["structure", "pictures", "documents", "texts", "recordings", "videos", "sets"]

LEAST_PRECISION = 0.8
"""Share of right findings from which a check is on by default."""

LEAST_SECOND = 0.4
"""The same of what a second reader says, whom somebody called by name: it is a question, and no error."""


class Check(NamedTuple):
    """`asks` is its question, `limits` what it cannot know.

    `convention`: where so large a share of all that it looked at is found, the data set does it on purpose, or one tool
    did it throughout: one finding says so in place of hundreds. None: never.
    `precision`: the share of its findings that were right where people looked at real ones (docs/quality.md); None
    where what it finds contradicts itself, or is a question. `annotator`: it needs one, which reads the pictures anew.
    """

    family: Family
    asks: str
    limits: str = ""
    convention: float | None = None
    precision: float | None = None
    annotator: bool = False

    @property
    def by_default(self) -> bool:
        """Whether it runs where nobody asks for it by name; of the annotator's checks: where there is one."""
        least = LEAST_SECOND if self.annotator else LEAST_PRECISION
        return self.precision is None or self.precision >= least


_ANNOTATOR = "With `with=PACK`. Of the 60 most like it, 9 in 10 are as the annotator reads them."

CHECKS: Mapping[str, Check] = {
    "duplicate_id": Check("structure", "Have two entries of a list the same id?"),
    "dangling_id": Check("structure", "Does an annotation name a picture or a category that is not listed?"),
    "missing_file": Check(
        "structure", "Is there no file of this name?", "Names are sought in the layouts of many tools."
    ),
    "unreadable_file": Check("structure", "Can the picture, recording or video not be decoded?"),
    "size_mismatch": Check("structure", "Has the file another size than its labels refer to?"),
    "degenerate_box": Check("structure", "Is the box no four numbers, or without an area?"),
    "outside_box": Check(
        "structure",
        "Does the box leave its picture by more than 1 px?",
        "Boxes of whole objects do: a convention.",
        0.25,
    ),
    "box_against_mask": Check("structure", "Does a side of the box lie more than 2 px from the outline?", "", 0.25),
    "area_against_mask": Check(
        "structure",
        "Is the stated area not that of the outline?",
        "10 % and 8 px are allowed, and half a pixel along a polygon's rim. Some state the box's area: a convention.",
        0.25,
    ),
    "invalid_outline": Check("structure", "Is the outline one that no reader takes?"),
    "duplicate_object": Check(
        "pictures", "Do two objects of a class lie at one place?", "Boxes with an IoU of 0.9, masks of 0.8."
    ),
    "two_classes": Check(
        "pictures", "Do two objects of different classes lie at one place?", "Nested classes do: a convention.", 0.1
    ),
    "merged_objects": Check(
        "pictures", "Is an object several others of its class together?", "By boxes alone where masks are missing."
    ),
    "caption_count": Check(
        "pictures",
        "Does a caption name more objects than are labelled, or deny them?",
        "`captions.json` beside COCO; a number right before the name of a class, in English.",
    ),
    "against_guidelines": Check(
        "pictures",
        "Does an object break what the guidelines beside the set state?",
        "Least size and crowds; holes, borders and nested classes by the checks of these.",
    ),
    "mask_hole": Check("pictures", "Is there a hole in the mask?", "Rings and handles have holes: a convention.", 0.25),
    "mask_speck": Check("pictures", "Are there specks beside the mask?", "", 0.25),
    "parted_object": Check(
        "pictures",
        "Is a mask several parts far apart?",
        "Parts of 15 % of it, 3 px and a third of their size apart, with no other object between them.",
        0.1,
    ),
    "cut_object": Check(
        "pictures",
        "Are two masks the halves of one object?",
        "They share a long straight border, are alike in brightness, and convex together.",
        0.1,
    ),
    "missing_object": Check(
        "pictures",
        "Does the annotator read an object that has no label?",
        f"{_ANNOTATOR} Few readings so sure may be without a label.",
        precision=0.46,
        annotator=True,
    ),
    "unread_object": Check(
        "pictures",
        "Is there a label where the annotator reads nothing?",
        f"Off by default. {_ANNOTATOR} Only where the label does not differ from what is around it.",
        precision=0.08,
        annotator=True,
    ),
    "loose_outline": Check(
        "pictures",
        "Does the annotator read the object with another outline?",
        f"{_ANNOTATOR} IoU below 0.5; sides of 8 px or more; its outline must stand out twice as clearly.",
        precision=0.59,
        annotator=True,
    ),
    "several_in_one": Check(
        "pictures",
        "Does the annotator read several objects in one label?",
        f"{_ANNOTATOR} Only where the mask, if there is one, is far from convex.",
        precision=0.67,
        annotator=True,
    ),
    "one_in_several": Check(
        "pictures",
        "Does the annotator read one object in several labels?",
        f"Off by default. {_ANNOTATOR} Masks must be alike, parted by a straight border, and convex together.",
        precision=0.25,
        annotator=True,
    ),
    "read_as_other": Check(
        "pictures",
        "Does the annotator read the object as one of another class?",
        f"Off by default. {_ANNOTATOR} Not measured on pictures that its pack did not learn from.",
        precision=0.0,
        annotator=True,
    ),
    "size_outlier": Check(
        "pictures",
        "Has no other box of its class such a size?",
        "Off by default. Classes of 50 boxes or more; five robust spreads; no more than 0.5 % of a class.",
        precision=0.03,
    ),
    "aspect_outlier": Check(
        "pictures",
        "Is no other box of its class so narrow or so broad?",
        "Off by default. As `size_outlier`.",
        precision=0.0,
    ),
    "swapped_class": Check(
        "pictures",
        "Does an object look like those of another class?",
        "A linear model of gradients, colours and size that can tell the classes apart; 20 objects of each or more.",
        precision=0.93,
    ),
    "spurious_object": Check(
        "pictures",
        "Does a box look like one where no object is?",
        "Off by default. A linear model, fitted on boxes put where nothing is; 100 objects or more.",
        precision=0.0,
    ),
    "misplaced_box": Check(
        "pictures",
        "Does a box look like one that was moved or scaled?",
        "Off by default. As `spurious_object`, fitted on boxes that were moved.",
        precision=0.1,
    ),
    "box_convention": Check(
        "pictures", "Are all boxes corners, shares of the picture, or a pixel short?", "At least 20 boxes."
    ),
    "dangling_word": Check("structure", "Does a label name a word, a field or a page that is not there?"),
    "word_outside_page": Check(
        "structure", "Does a word leave its page by more than 1 px?", "Words that are said to be cut by the border may."
    ),
    "table_span": Check("structure", "Do cells overlap, leave their table, or leave a place of it free?"),
    "field_text": Check(
        "documents", "Is the text of a field not what its words say?", "Spaces and hyphens are not compared."
    ),
    "field_value": Check(
        "documents",
        "Is the normalised value of a field not that of its text?",
        "Digits of amounts and dates, letters of names; not signs, nor currencies.",
    ),
    "sum": Check(
        "documents",
        "Do amounts not add up that do in other documents?",
        "What adds up is learned: in 10 documents or more, and 90 % of those that have it. "
        "A total equal to one of its two parts is no finding.",
    ),
    "blank_word": Check("documents", "Is there no ink under a word?", "Pages with five words or more."),
    "unlabelled_ink": Check(
        "documents", "Is there print that no label holds?", "Rows of three letters or more, between labelled words."
    ),
    "span_value": Check("structure", "Are the characters at the place of the span not its value?"),
    "span_outside": Check("structure", "Does a span lie outside of its text, or enclose nothing?"),
    "span_blank_edge": Check("structure", "Does a span begin or end with white space?"),
    "span_cuts_character": Check("structure", "Does a span cut a character in two?"),
    "offset_unit": Check(
        "structure",
        "Do starts and ends count UTF-16 units or bytes?",
        "At least 5 spans whose places differ.",
    ),
    "span_crossing": Check("structure", "Do two spans cross, neither inside the other?"),
    "span_duplicate": Check("structure", "Does the same span stand there twice?"),
    "invalid_bio": Check(
        "structure", "Do tags break BIO: an I- without its B-, or tags that are not as many as tokens?"
    ),
    "text_duplicate_id": Check("structure", "Have two texts the same id?"),
    "missing_span": Check(
        "texts",
        "Is a string that is mostly labelled not labelled here?",
        "At least 8 mentions, 9 of 10 labelled; of words in lower case 19 of 20.",
    ),
    "swapped_label": Check(
        "texts",
        "Does a tagger that learned from the other texts, beside the labels of the same words, say another label?",
        "At least 100 spans, 10 of a label; three findings or more, and one in 1,000 spans or more. "
        "Of large sets 2 million characters are judged.",
    ),
    "wrong_class": Check(
        "texts",
        "Does a classifier that learned from the other texts say another class?",
        "At least 200 texts, 10 of a class; three findings or more, and one in 1,000 texts or more; no class that a "
        "model hardly knows. Of large sets 2 million characters are judged.",
    ),
    "boundary": Check(
        "texts",
        "Does a span take in, or leave out, what others of its label do not?",
        "9 of 10 must agree; of articles 19 of 20.",
    ),
    "other_labels_of_text": Check("texts", "Has the same text other labels elsewhere?"),
    "sound_mismatch": Check("structure", "Has the file another rate, length or number of channels than is stated?"),
    "outside_sound": Check("structure", "Does a label leave its recording, in time or by its channel?"),
    "dangling_turn": Check("structure", "Does a label name a turn, a word or a speaker that is not there?"),
    "word_text": Check("structure", "Are the characters at the place of a word not the word?"),
    "unlabelled_word": Check(
        "recordings",
        "Has a word of the transcript no time, where others have one?",
        "Annotators leave out what they doubt: a convention.",
        convention=0.05,
    ),
    "word_outside_turn": Check("structure", "Does a word leave its turn, in time or in the transcript?"),
    "overlapping_words": Check("structure", "Does a word begin before the word before it in its turn ends?"),
    "crossing_turns": Check("structure", "Does one speaker have two turns at once, or do turns share characters?"),
    "span_time": Check("structure", "Are the times of a span not those of its words?"),
    "silent_word": Check(
        "recordings", "Is nothing heard where a word is?", "Channels of three words, 25 dB above what is around them."
    ),
    "unlabelled_sound": Check(
        "recordings",
        "Is there sound as loud as words that no word, turn or event holds?",
        "As `silent_word`; 0.12 s or more, 0.3 s from any label. Inside a turn nothing is asked.",
    ),
    "video_mismatch": Check(
        "structure", "Has the file another number or size of frames, or another rate, than is stated?"
    ),
    "segment_frames": Check("structure", "Do segments of a video overlap, leave frames out, or end elsewhere than it?"),
    "outside_video": Check("structure", "Is a label, a track or an event at a frame that the video does not have?"),
    "dangling_track": Check(
        "structure", "Does a label or an event name a track that is not listed, or has one no label?"
    ),
    "repeated_track": Check("structure", "Has a track two labels in one frame, or two tracks one id?"),
    "track_category": Check("structure", "Has a label another category than its track?"),
    "track_frames": Check("structure", "Does a track begin or end elsewhere than its labels?"),
    "event_against_track": Check(
        "structure",
        "Does an event contradict its track or the segments, or has a transition no event?",
        "Of `occluded` only that the track is seen around it.",
    ),
    "track_jump": Check(
        "videos",
        "Does the box of a track jump, as where its id passes to another object?",
        "By half a diagonal of the box between two frames; three consecutive frames are needed.",
    ),
    "duplicate_picture": Check(
        "sets",
        "Does the set hold the same picture twice?",
        "Also compressed, resized, flipped, or without a tenth of a side; not turned. Not in archives.",
    ),
    "leak": Check(
        "sets", "Is the picture in another set, or in another part of this one, too?", "As `duplicate_picture`."
    ),
    "other_labels_of_picture": Check(
        "sets", "Has the same picture other labels elsewhere?", "Classes that both sets have; boxes with an IoU of 0.5."
    ),
    "class_drift": Check(
        "sets",
        "Do two sets draw a class otherwise?",
        "By sizes and aspect ratios; another camera or crop does it too: a question.",
    ),
    "other_convention": Check(
        "sets",
        "Does a set follow another convention: least size, crowds, outlines, whole pixels?",
        "Sets of 200 boxes or more; a question.",
    ),
    "leaked_text": Check(
        "sets",
        "Is the text in an earlier set, too, word for word or nearly?",
        "From 8 in 10 runs of three words; case and marks aside.",
    ),
    "tokenisation": Check(
        "sets",
        "Do tokens keep whole what those of another set cut?",
        "Hyphens, contractions, amounts, percentages; 20 of each, 9 of 10 alike.",
    ),
    "other_boundary": Check(
        "sets",
        "Do spans of a label take in what those of another set leave out?",
        "As `boundary`, of a label of the same name; 20 spans in each set.",
    ),
    "other_label_between": Check(
        "sets",
        "Do the same strings have another label in another set?",
        "At least 3 strings with 8 mentions in each set; a question.",
    ),
    "vocabulary": Check(
        "sets",
        "Are two names of classes one?",
        "Sure are case, spaces, number, spelling and known names of tags; synonyms and typing errors are questions.",
    ),
}
"""In the order of reports."""

"""Words that the lexicon of `pos_tagged` leaves out, or weighs by hand."""

from __future__ import annotations

CLOSED = frozenset(
    """a an the this that these those my your his her its our their i you he she it we they me him us them who whom whose which
    what one ones some any no none every each either neither both all half such another other many much few little more most several own
    be am is are was were been being do does did done doing have has had having will would shall should can could may
    might must ought cannot not n't and or but nor if because although though while unless until since than that whether as
    of in on at by for with from to into onto upon about over under between among through during before after above
    below behind beside beyond near off out up down around across along against toward towards within without via per
    like despite except re vs as so too very just only even also still yet already ever never always often sometimes
    here there where when why how now then again back away well right please yes no oh ok okay hi hey hello thanks
    zero two three four five six seven eight nine ten eleven twelve hundred thousand million billion first second third
    ill wed cant wont dont im id ive hes shes its lets were whos thats ur u r thx lol don didn doesn isn wasn couldn
    anyone anybody anything everyone everybody everything someone somebody something nobody nothing myself yourself
    himself herself itself ourselves themselves mine yours hers ours theirs let us gon na wan ta got ass pro ie eg etc
    mr mrs ms dr st jan feb mar apr jun jul aug sep oct nov dec pm hm ha ho al el da de la re le en et ex sub don ma pa
    monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun today tomorrow yesterday tonight
    iraq mb kb gb cm mm kg km ft lb oz hr min sec tv til til' o ye thou thee thy eight's nut abed coming bit lot""".split()
)
"""Forms that the grammar writes itself, and clippings whose readings WordNet does not have."""


PLATFORM_WORDS = ("deleted", "removed", "subreddit", "sub", "mod", "mods", "karma", "downvote", "upvote", "sidebar", "bot")
"""What the site of the frequencies writes far more often than others do."""
NO_GIVEN_NAMES = frozenset({"Jesus", "Christian", "Israel", "Mario", "Chelsea"})
ADJECTIVES_APART = frozenset(
    """same next last sure able sorry whole entire due worth likely aware real sort kind former latter main only due
    unlikely unable alike akin asleep awake alive afraid alone ready glad willing certain extra separate prior""".split()
)
"""Adjectives with places of their own in a sentence; the grammar writes them itself."""

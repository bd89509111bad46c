"""The desk that a page is photographed on: its surface, the things that lie about, the hand that holds the page."""

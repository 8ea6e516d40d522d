package io.sluice.ftp.listing;

/// What an entry is, in the words of the fact.
public enum EntryType {
    FILE("file"),
    DIRECTORY("dir"),
    CURRENT_DIRECTORY("cdir"),
    PARENT_DIRECTORY("pdir"),
    LINK("OS.unix=symlink"),
    PIPE("OS.unix=pipe"),
    SOCKET("OS.unix=socket"),
    CHARACTER_DEVICE("OS.unix=chardev"),
    BLOCK_DEVICE("OS.unix=blockdev"),
    DOOR("OS.solaris=door");

    private final String word;

    EntryType(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }

    boolean isDirectory() {
        return this == DIRECTORY || this == CURRENT_DIRECTORY || this == PARENT_DIRECTORY;
    }
}

package io.sluice.ftp.listing;

/// The facts an entry may have, in the order in which they are written.
///
/// `unique` is not among them: nothing in a line of `LIST` tells two names of one file from two files.
public enum Fact {
    MODIFY("modify"),
    PERM("perm"),
    SIZE("size"),
    TYPE("type"),
    UNIX_GROUP("UNIX.group"),
    UNIX_GROUPNAME("UNIX.groupname"),
    UNIX_MODE("UNIX.mode"),
    UNIX_OWNER("UNIX.owner"),
    UNIX_OWNERNAME("UNIX.ownername");

    private final String word;

    Fact(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }
}

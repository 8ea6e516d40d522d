package io.sluice.ftp;

/// Users whom servers let in without knowing who they are (RFC 1635).
public final class AnonymousUser {
    private AnonymousUser() {}

    /// Whether `user` is a name for everybody: `anonymous` or `ftp`, in any case.
    public static boolean is(String user) {
        return user.equalsIgnoreCase("anonymous") || user.equalsIgnoreCase("ftp");
    }
}

package io.sluice.auth;

/// A user as a file in the format of passwd(5) has it. The hash stays out of `toString`.
record UserEntry(String name, String hash, long uid, long gid, String home, String shell) {
    UserEntry withHash(String other) {
        return new UserEntry(name, other, uid, gid, home, shell);
    }

    @Override
    public String toString() {
        return "UserEntry[" + name + ", " + uid + ":" + gid + "]";
    }
}

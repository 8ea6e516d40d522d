package io.sluice.acl;

/// Where a rule stands: a file as it was named, and a line in it. Rules made in code carry [#CODE].
public record Origin(String file, int line) {
    public static final Origin CODE = new Origin("<code>", 0);

    @Override
    public String toString() {
        return line == 0 ? file : file + ":" + line;
    }
}

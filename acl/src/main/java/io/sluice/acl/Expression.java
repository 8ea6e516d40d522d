package io.sluice.acl;

/// A regular expression, looked for anywhere in a text. A search must be bounded in time, since clients choose the
/// text; one that is given up is `UNKNOWN`.
@FunctionalInterface
public interface Expression {
    Truth foundIn(String text);
}

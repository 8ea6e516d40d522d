package io.sluice.config;

/// Where a directive may stand.
public enum Context {
    SERVER("server config"),
    VIRTUAL_HOST("<VirtualHost>"),
    GLOBAL("<Global>"),
    ANONYMOUS("<Anonymous>"),
    DIRECTORY("<Directory>"),
    LIMIT("<Limit>"),
    CLASS("<Class>"),
    /// In a section that holds for some sessions only; what may stand in `<Global>` may stand there.
    OVERLAY("<IfClass>, <IfUser> …");

    private final String text;

    Context(String text) {
        this.text = text;
    }

    /// The words messages use for this context.
    public String text() {
        return text;
    }
}

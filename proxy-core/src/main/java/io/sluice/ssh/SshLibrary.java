package io.sluice.ssh;

/// MINA SSHD as a guest of the process.
public final class SshLibrary {
    private static final String NAMED = "org.apache.sshd.security.provider.BC.useNamed";

    private SshLibrary() {}

    /// To be called before anything of it is loaded: it then keeps Bouncy Castle to itself, and does not put it among
    /// the providers of the whole process, where TLS and others would find it.
    public static void prepare() {
        if (System.getProperty(NAMED) == null) {
            System.setProperty(NAMED, "false");
        }
    }
}

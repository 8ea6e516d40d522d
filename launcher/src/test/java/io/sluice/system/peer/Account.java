package io.sluice.system.peer;

/// A name and a password that a server accepts.
public record Account(String name, String password) {
    /// The password of every account here.
    public static final String SECRET = "secret";

    /// [#SECRET] as `crypt(3)` has it, with few rounds, so that many logins at once cost little.
    public static final String SECRET_HASH =
            "$6$rounds=1000$sluice$36lCBjL9NGr.XdDDxvGsYmqQYtrdmm06TH8JH4a6eTlwjLr50chck"
                    + "TII.d5GZDDr1BDkjGbWS1l6cyeNBSFNb/";
}

package io.sluice.tls.cache;

/// What `TLSStaplingCache` says.
public sealed interface StaplingCacheChoice {

    /// `off`, or nothing: responses are kept in the memory of this process alone.
    record Off() implements StaplingCacheChoice {}

    /// `fs:`, files in a directory.
    ///
    /// @param info the text behind the colon, as written
    record Files(String info) implements StaplingCacheChoice {}

    /// A store of somebody else.
    ///
    /// @param type the name of its provider, such as `redis`
    /// @param info the text behind the colon, as written
    record Stored(String type, String info) implements StaplingCacheChoice {}
}

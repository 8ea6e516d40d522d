package io.sluice.config;

import java.util.Map;

/// The words of `IncludeOptions`.
public enum IncludeOption {
    /// Files and directories that are symbolic links are read too.
    ALLOW_SYMLINKS,
    /// Left-overs of editors and package tools are passed over.
    IGNORE_TEMP_FILES,
    /// Glob characters in the directories of a path stand for themselves.
    IGNORE_WILDCARDS;

    static final Map<String, IncludeOption> WORDS = Map.of(
            "AllowSymlinks", ALLOW_SYMLINKS, "IgnoreTempFiles", IGNORE_TEMP_FILES, "IgnoreWildcards", IGNORE_WILDCARDS);
}

package com.example.files;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheException.Kind;
import io.sluice.cache.CacheProvider;
import io.sluice.cache.CacheSettings;
import io.sluice.cache.CacheStore;
import io.sluice.cache.Option;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// Keeps state in the files of a directory: `ProxyDatastore files:/var/lib/gateway/state`. Gateways that name the same
/// directory share what is in it.
public final class FilesProvider implements CacheProvider {

    /// A directive of this provider: the gateway reads it, checks it and documents it.
    static final Option<Boolean> SYNC = Option.of("FilesSync", FilesProvider::onOrOff)
            .syntax("on|off")
            .defaultsTo(false, "off")
            .help("Whether a write waits until the disk has it.");

    @Override
    public String name() {
        return "files";
    }

    @Override
    public List<Option<?>> options() {
        return List.of(SYNC);
    }

    @Override
    public List<String> standsFor() {
        return List.of("mod_files.c");
    }

    @Override
    public CacheStore open(CacheSettings settings) throws CacheException {
        var path = Path.of(settings.info());
        if (!path.isAbsolute()) {
            throw new CacheException(
                    Kind.ARGUMENT, "'" + settings.info() + "' is no absolute path; expected files:/a/directory");
        }
        try {
            return new FilesStore(Directory.open(path, settings.get(SYNC)));
        } catch (IOException failure) {
            throw new CacheException(Kind.REFUSED, "cannot use " + path + ": " + failure.getMessage(), failure);
        }
    }

    private static Boolean onOrOff(List<String> words, Object warnings) throws CacheException {
        return switch (words.getFirst()) {
            case "on" -> true;
            case "off" -> false;
            default -> throw new CacheException(Kind.ARGUMENT, "'" + words.getFirst() + "'; expected on or off");
        };
    }
}

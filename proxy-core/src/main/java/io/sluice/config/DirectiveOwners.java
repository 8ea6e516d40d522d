package io.sluice.config;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Which module of ProFTPD has a directive or section, and which module of Sluice stands for that one: what to say of a
/// name that nobody loaded knows. Read from `directive-owners.txt` when the first such name is met.
final class DirectiveOwners {
    static final String CORE = "proxy-core";

    /// `module` is a module of ProFTPD; `folder` the module of Sluice that stands for it, if there is one.
    record Owner(String module, Optional<String> folder) {}

    private static final class Loaded {
        private static final DirectiveOwners OWNERS = load();
    }

    private final Map<String, Owner> names = new HashMap<>();
    private final Map<String, Owner> modules = new HashMap<>();

    private DirectiveOwners() {}

    static DirectiveOwners known() {
        return Loaded.OWNERS;
    }

    Optional<Owner> ofDirective(String name) {
        return Optional.ofNullable(names.get(name.toLowerCase(Locale.ROOT)));
    }

    Optional<Owner> ofSection(String name) {
        return ofDirective("<" + name + ">");
    }

    Optional<Owner> module(String name) {
        return Optional.ofNullable(modules.get(name));
    }

    /// Every line is a module of ProFTPD, a module of Sluice or `-`, and names; `#` begins a comment.
    private static DirectiveOwners load() {
        var owners = new DirectiveOwners();
        var resource = Objects.requireNonNull(DirectiveOwners.class.getResourceAsStream("directive-owners.txt"));
        try (var reader = new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8))) {
            reader.lines().map(Words::of).filter(words -> !words.isEmpty()).forEach(owners::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return owners;
    }

    private void add(List<String> words) {
        String folder = words.get(1);
        var owner = new Owner(words.getFirst(), folder.equals("-") ? Optional.empty() : Optional.of(folder));
        modules.put(owner.module(), owner);
        words.stream().skip(2).forEach(name -> names.put(name.toLowerCase(Locale.ROOT), owner));
    }
}

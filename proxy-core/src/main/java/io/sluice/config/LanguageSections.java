package io.sluice.config;

import java.util.List;
import java.util.Set;

/// The sections of the configuration language itself. Servers and `<Global>` are taken apart by the check and are not
/// found in a [DirectiveSet]; conditionals are decided before it.
public final class LanguageSections {
    private LanguageSections() {}

    /// A section about a directory: its path as written, and what stands in it.
    public record OfPath(String path, DirectiveSet contents) {}

    public static final Section<List<String>> VIRTUAL_HOST = new Section<>(
            "VirtualHost",
            Set.of(Context.SERVER),
            Context.VIRTUAL_HOST,
            LanguageSections::addresses,
            "Another server: `<VirtualHost address …>`, each an IP address, a DNS name or the name of a network device."
                    + " It sees nothing of the main server but what stands in `<Global>`.");

    public static final Section<List<String>> GLOBAL = new Section<>(
            "Global",
            Set.of(Context.SERVER, Context.VIRTUAL_HOST),
            Context.GLOBAL,
            (arguments, _) -> nothing(arguments),
            "What holds for every server. A directive of the same name in a server keeps out all of that name here.");

    /// Its contents are checked; what an event log records concerns proxied sessions of anonymous users.
    public static final Section<OfPath> ANONYMOUS = new Section<>(
            "Anonymous",
            Set.of(Context.SERVER, Context.VIRTUAL_HOST, Context.GLOBAL, Context.OVERLAY),
            Context.ANONYMOUS,
            LanguageSections::anonymous,
            "Accepted and checked; in proxied sessions only an event log looks into it, for users `anonymous` and"
                    + " `ftp`.");

    /// Its contents are checked; limits in that of the root and event logs concern proxied sessions.
    public static final Section<OfPath> DIRECTORY = new Section<>(
            "Directory",
            Set.of(Context.SERVER, Context.VIRTUAL_HOST, Context.GLOBAL, Context.ANONYMOUS, Context.OVERLAY),
            Context.DIRECTORY,
            (arguments, contents) -> new OfPath(one(arguments), contents),
            "Accepted and checked; in proxied sessions only `<Limit>` in `<Directory />` applies, and what an event log"
                    + " records.");

    public static final Section<List<String>> IF_MODULE = conditional(
            "IfModule", "`<IfModule [!]mod_name.c>`: what stands inside is read if the module is (not) present.");

    public static final Section<List<String>> IF_DEFINE =
            conditional("IfDefine", "`<IfDefine [!]name>`: what stands inside is read if the name is (not) defined.");

    static final List<Section<?>> ALL = List.of(VIRTUAL_HOST, GLOBAL, ANONYMOUS, DIRECTORY, IF_MODULE, IF_DEFINE);

    /// Those in whose place a module may put one of its own.
    static final List<Section<?>> GIVING_WAY = List.of(ANONYMOUS, DIRECTORY);

    private static Section<List<String>> conditional(String name, String help) {
        return new Section<>(
                name, Set.of(Context.values()), Context.SERVER, (arguments, _) -> List.of(one(arguments)), help);
    }

    private static List<String> addresses(Arguments arguments, DirectiveSet contents) throws BadValue {
        if (arguments.size() == 0) {
            throw new BadValue("requires at least one address", "; expected: <VirtualHost address …>");
        }
        return arguments.all();
    }

    private static OfPath anonymous(Arguments arguments, DirectiveSet contents) throws BadValue {
        String path = one(arguments);
        if (!path.startsWith("/") && !path.startsWith("~")) {
            throw new BadValue("must be an absolute path", "; seen: '" + path + "'");
        }
        return new OfPath(path, contents);
    }

    private static List<String> nothing(Arguments arguments) throws BadValue {
        if (arguments.size() != 0) {
            throw new BadValue("wrong number of parameters");
        }
        return List.of();
    }

    private static String one(Arguments arguments) throws BadValue {
        return switch (arguments.size()) {
            case 0 -> throw new BadValue("missing parameters");
            case 1 -> arguments.text();
            default -> throw new BadValue("wrong number of parameters");
        };
    }
}

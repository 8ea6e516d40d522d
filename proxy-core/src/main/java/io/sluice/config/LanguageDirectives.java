package io.sluice.config;

import static io.sluice.config.Context.ANONYMOUS;
import static io.sluice.config.Context.DIRECTORY;
import static io.sluice.config.Context.GLOBAL;
import static io.sluice.config.Context.LIMIT;
import static io.sluice.config.Context.SERVER;
import static io.sluice.config.Context.VIRTUAL_HOST;
import static io.sluice.config.Directive.Occurrence.ACCUMULATES;

import java.util.List;
import java.util.Set;

/// The directives of the configuration language itself. [ConfigurationReader] obeys them; here they are declared for
/// the check and the reference.
public final class LanguageDirectives {
    private static final String MODULE_ORDER = "the order of modules never matters in Sluice";
    private static final String MODULE_FILES = "modules of Sluice are found in its own modules folder";

    private LanguageDirectives() {}

    /// A variable set by `SetEnv`.
    public record Variable(String name, String value) {}

    public static final Directive<List<String>> DEFINE = Directive.of("Define", Arguments::all)
            .in(SERVER, VIRTUAL_HOST, GLOBAL, ANONYMOUS, DIRECTORY)
            .syntax("name")
            .occurs(ACCUMULATES)
            .help("Makes `<IfDefine name>` true from here on, as `-D name` does.");

    public static final Directive<Variable> SET_ENV = Directive.of(
                    "SetEnv", arguments -> new Variable(arguments.text(0), arguments.text(1)))
            .takes(2, 2)
            .syntax("name value")
            .occurs(ACCUMULATES)
            .help("Sets a variable for `%{env:name}` in the lines below, and for `%{name}e` in logs.");

    public static final Directive<String> UNSET_ENV = Directive.of("UnsetEnv", Arguments::text)
            .syntax("name")
            .occurs(ACCUMULATES)
            .help("Removes a variable of the environment from here on.");

    public static final Directive<String> INCLUDE = Directive.of("Include", Arguments::absolutePath)
            .in(SERVER, VIRTUAL_HOST, GLOBAL, ANONYMOUS, DIRECTORY, LIMIT)
            .syntax("path|directory|pattern")
            .occurs(ACCUMULATES)
            .help("Reads other files in place of this line: one file, all files of a directory, or those that a pattern"
                    + " with `*`, `?` and `[…]` matches, in the byte order of their names.");

    public static final Directive<Set<IncludeOption>> INCLUDE_OPTIONS = Directive.of(
                    "IncludeOptions", arguments -> arguments.options("Include", IncludeOption.WORDS))
            .takes(1, Integer.MAX_VALUE)
            .syntax("AllowSymlinks|IgnoreTempFiles|IgnoreWildcards …")
            .occurs(ACCUMULATES)
            .help("How `Include` treats symbolic links, left-overs of editors and packages, and patterns in the names"
                    + " of directories, in the lines below.");

    public static final Directive<String> LOAD_MODULE = Directive.of("LoadModule", Arguments::text)
            .in(SERVER)
            .syntax("mod_name.c")
            .occurs(ACCUMULATES)
            .effect(new Directive.Effect.Differs(
                    "a file with LoadModule lines gets those modules and no others; a file with none gets all that are"
                            + " present; the order of the lines has no influence"))
            .help("Loads the module of Sluice that stands for a module of ProFTPD.");

    public static final Directive<String> MODULE_PATH = Directive.of("ModulePath", Arguments::absolutePath)
            .in(SERVER)
            .syntax("directory")
            .effect(new Directive.Effect.None(MODULE_FILES));

    public static final Directive<String> LOAD_FILE = Directive.of("LoadFile", Arguments::absolutePath)
            .in(SERVER)
            .syntax("path")
            .occurs(ACCUMULATES)
            .effect(new Directive.Effect.None("Sluice needs no shared objects of other programs"));

    public static final Directive<List<String>> MODULE_ORDER_LIST = Directive.of("ModuleOrder", Arguments::all)
            .in(SERVER)
            .takes(1, Integer.MAX_VALUE)
            .syntax("mod_name.c …")
            .effect(new Directive.Effect.None(MODULE_ORDER));

    static final List<Directive<?>> ALL = List.of(
            DEFINE,
            SET_ENV,
            UNSET_ENV,
            INCLUDE,
            INCLUDE_OPTIONS,
            LOAD_MODULE,
            MODULE_PATH,
            LOAD_FILE,
            MODULE_ORDER_LIST);
}

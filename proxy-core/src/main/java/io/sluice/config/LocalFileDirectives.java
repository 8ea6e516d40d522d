package io.sluice.config;

import static io.sluice.config.Context.ANONYMOUS;
import static io.sluice.config.Context.DIRECTORY;
import static io.sluice.config.Context.GLOBAL;
import static io.sluice.config.Context.LIMIT;
import static io.sluice.config.Context.SERVER;
import static io.sluice.config.Context.VIRTUAL_HOST;

import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/// The directives that existing files have and that change nothing in a gateway, by the reason why: most concern files
/// of the host, which a proxied session never touches. A module that gives one of them an effect takes it over.
public final class LocalFileDirectives {
    private LocalFileDirectives() {}

    static final List<Directive<List<String>>> ALL = Stream.of(
                    because(
                            "a proxied session has no local directory to start in or to be confined to",
                            "AllowChrootSymlinks",
                            "CDPath",
                            "CreateHome",
                            "DefaultChdir",
                            "DefaultRoot",
                            "RootRevoke",
                            "UserDirRoot"),
                    because(
                            "files are written and read by the backend, under its own rules",
                            "AllowOverride",
                            "AllowOverwrite",
                            "AllowRetrieveRestart",
                            "AllowStoreRestart",
                            "DeleteAbortedStores",
                            "GroupOwner",
                            "HiddenStores",
                            "MaxRetrieveFileSize",
                            "MaxStoreFileSize",
                            "StoreUniquePrefix",
                            "TransferOptions",
                            "Umask",
                            "UserOwner"),
                    because(
                            "listings come from the backend",
                            "DirFakeGroup",
                            "DirFakeMode",
                            "DirFakeUser",
                            "HideFiles",
                            "HideGroup",
                            "HideNoAccess",
                            "HideUser",
                            "ListOptions",
                            "ShowSymlinks",
                            "TimesGMT",
                            "UseGlobbing"),
                    List.of(Directive.withoutEffect(
                                    "IgnoreHidden", "no files are hidden from clients, so none need to be ignored")
                            .in(SERVER, VIRTUAL_HOST, GLOBAL, ANONYMOUS, DIRECTORY, LIMIT)),
                    because(
                            "there is no local directory or file whose text could be shown",
                            "DisplayChdir",
                            "DisplayFileTransfer"),
                    because("no client is logged in anonymously here", "AnonAllowRobots", "AnonRequirePassword"),
                    because(
                            "accounts of the operating system are not used",
                            "AuthUnixOptions",
                            "PersistentPasswd",
                            "UseLastlog",
                            "WtmpLog"),
                    because("no files are opened for clients", "FSCachePolicy", "FSOptions"),
                    because("how bytes are copied is chosen by what the two connections allow", "UseSendfile"),
                    inMainServer("Sluice does not rewrite its process title", "ProcessTitles"),
                    because("regular expressions are bounded in time, whichever they are", "RegexOptions"),
                    inMainServer(
                            "sessions are listed from memory, which needs no lock and no cleaning",
                            "ScoreboardMutex",
                            "ScoreboardOptions",
                            "ScoreboardScrub"),
                    because(
                            "names and texts pass through as the bytes that they are",
                            "LangDefault",
                            "LangEngine",
                            "LangOptions",
                            "UseEncoding"),
                    inMainServer("texts of replies are not translated", "LangPath"),
                    because(
                            "the time a login takes is the backend's, and there is nothing to learn from it",
                            "DelayEngine"),
                    inMainServer("no login times are kept", "DelayTable"))
            .flatMap(Collection::stream)
            .toList();

    private static List<Directive<List<String>>> because(String why, String... names) {
        return Stream.of(names)
                .map(name -> Directive.withoutEffect(name, why).syntax("…"))
                .toList();
    }

    private static List<Directive<List<String>>> inMainServer(String why, String... names) {
        return because(why, names).stream().map(each -> each.in(SERVER)).toList();
    }
}

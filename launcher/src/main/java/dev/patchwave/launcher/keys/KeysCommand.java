package dev.patchwave.launcher.keys;

import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** {@code patchwave keys}. */
@Command(
        name = "keys",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Makes, lists, rotates and revokes the keys of a repository of releases (The Update Framework 1.0).",
            "The keys of root and targets are encrypted and belong offline; snapshot and timestamp sign by themselves."
        },
        subcommands = {
            CeremonyCommand.class,
            InitCommand.class,
            MakeCommand.class,
            ListCommand.class,
            AddCommand.class,
            RotateCommand.class,
            RevokeCommand.class,
            RenewCommand.class,
            SignCommand.class,
            TimestampCommand.class,
            TlsCommand.class,
            TokenCommand.class,
            HelpCommand.class,
        },
        footer = {
            "",
            "Examples:",
            "  patchwave keys ceremony --directory repository",
            "  patchwave keys init --directory repository --threshold root=2/3 --product ims-client",
            "  patchwave keys rotate timestamp --directory repository",
            "  patchwave keys timestamp --directory repository --quiet      every few hours, by cron"
        })
public final class KeysCommand {}

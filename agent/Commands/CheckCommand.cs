using System.CommandLine;
using FedOnco.Agent.Data;
using FedOnco.Agent.Data.Check;
using FedOnco.Protos;

namespace FedOnco.Agent.Commands;

/// <summary>`fedonco-agent check`: every dataset against its dictionary, before any question is asked.</summary>
internal static class CheckCommand
{
    public static Command Build(Option<string> home)
    {
        var json = new Option<bool>("--json") { Description = "One JSON document instead of tables" };
        var html = new Option<string?>("--html") { Description = "Also write a report to this file; it holds values of your data" };
        var command = new Command("check", "Compare every dataset with its dictionary; exit code 0 where all conform") { json, html };
        command.SetAction((parsed, _) => AgentCommands.Guarded(async () =>
        {
            var agent = AgentHome.Open(parsed.GetRequiredValue(home));
            var checks = Check(agent);
            await Console.Out.WriteAsync(parsed.GetValue(json) ? CheckJson.Of(checks) + "\n" : CheckText.Of(checks)).ConfigureAwait(false);
            if (parsed.GetValue(html) is { } file) Write(file, CheckHtml.Of(agent.Settings.Site, checks, TimeProvider.System.GetUtcNow()));
            return checks.All(c => c.Conforms) ? 0 : ErrorReason.DataNotConforming.ExitCode();
        }));
        return command;
    }

    private static List<DatasetCheck> Check(AgentHome home)
    {
        if (!File.Exists(home.Catalogue)) throw new FedOncoException(ErrorReason.WrongFile, $"{home.Catalogue} is missing: it lists the datasets of this centre. `fedonco-agent init` drafts it.");
        return [.. CatalogueFile.Read(File.ReadAllText(home.Catalogue), home.Catalogue, home.ReadDictionaries()).Select(d => DatasetChecker.Check(d, home.Engines))];
    }

    private static void Write(string file, string text)
    {
        try
        {
            File.WriteAllText(file, text);
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException)
        {
            throw new FedOncoException(ErrorReason.WrongFile, $"{file} cannot be written. Give --html a file in a folder that is there.");
        }
    }
}

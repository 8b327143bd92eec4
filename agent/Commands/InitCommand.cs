using System.CommandLine;
using FedOnco.Agent.Data;
using FedOnco.Agent.Data.Draft;
using FedOnco.Protos;

namespace FedOnco.Agent.Commands;

/// <summary>`fedonco-agent init`: drafts catalogue.yaml from what is there.</summary>
internal static class InitCommand
{
    public static Command Build(Option<string> home)
    {
        var from = new Option<string>("--from") { Description = "Folder with CSV or Parquet files, a DuckDB file, or a file with connections: for PostgreSQL", Required = true };
        var command = new Command("init", "Draft catalogue.yaml for the datasets of the dictionaries; an existing one is never changed") { from };
        command.SetAction((parsed, _) => AgentCommands.Guarded(async () =>
        {
            var agent = AgentHome.Open(parsed.GetRequiredValue(home));
            if (File.Exists(agent.Catalogue)) throw new FedOncoException(ErrorReason.WrongFile, $"{agent.Catalogue} is there already. Move it away to draft a new one.");
            var dictionaries = agent.ReadDictionaries();
            if (dictionaries.Count == 0) throw new FedOncoException(ErrorReason.WrongFile, "There is no dictionary yet: put the study's dictionary.yaml into dictionaries/STUDY.yaml.");
            var folder = Path.GetDirectoryName(agent.Catalogue) ?? agent.Folder;
            await File.WriteAllTextAsync(agent.Catalogue, Draft(dictionaries.OrderBy(d => d.Key, StringComparer.Ordinal).Select(d => d.Value), Path.GetFullPath(parsed.GetRequiredValue(from)), folder)).ConfigureAwait(false);
            await Console.Out.WriteLineAsync($"{agent.Catalogue} is drafted. Look at every line with decide: or check:, then run `fedonco-agent check`.").ConfigureAwait(false);
            return 0;
        }));
        return command;
    }

    /// <summary>From files, or from the servers that a file of connections names.</summary>
    internal static string Draft(IEnumerable<Dictionary> dictionaries, string from, string folder)
    {
        if (Path.GetExtension(from) is not (".yaml" or ".yml") || !File.Exists(from)) return CatalogueDraft.Write(dictionaries, SourceSampler.Sample(from, folder));
        var text = File.ReadAllText(from);
        return CatalogueDraft.Write(dictionaries, [.. CatalogueFile.ReadConnections(text, from).SelectMany(SourceSampler.Sample)], text);
    }
}

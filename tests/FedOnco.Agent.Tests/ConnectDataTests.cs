using System.Text.RegularExpressions;
using FedOnco.Agent.Commands;

namespace FedOnco.Agent.Tests;

/// <summary>docs/connect-data.md, run from top to bottom.</summary>
public sealed class ConnectDataTests : IDisposable
{
    private readonly SiteFolder _folder = new();

    [Fact]
    public async Task Page_EveryCommand_DoesWhatItSays()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "connect-data.md"), TestContext.Current.CancellationToken);
        var commands = 0;
        foreach (Match block in Regex.Matches(page, @"^```(\w*)(?: (\S+))?\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline))
        {
            var (language, name, text) = (block.Groups[1].Value, block.Groups[2].Value, block.Groups[3].Value);
            if (name.Length > 0) _folder.Write(name, text);
            else if (language == "sh") commands += await RunAsync(text);
        }

        Assert.Equal(4, commands);
        var report = await File.ReadAllTextAsync(Path.Combine(_folder.Path, "report.html"), TestContext.Current.CancellationToken);
        Assert.Contains("1 of 1 datasets conform.", report, StringComparison.Ordinal);
    }

    [Fact]
    public void Page_WarehouseAndAggregates_AreWellFormed()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "connect-data.md"));
        var dictionary = Regex.Match(page, @"```yaml dictionaries/breast.yaml\n(.*?)```", RegexOptions.Singleline).Groups[1].Value;
        var warehouse = Regex.Match(page, @"```yaml\n(connections:.*?)```", RegexOptions.Singleline).Groups[1].Value;
        var aggregates = Regex.Match(page, @"```yaml\n(tp53:.*?)```", RegexOptions.Singleline).Groups[1].Value.TrimEnd().Replace("\n", "\n      ", StringComparison.Ordinal);
        var study = Documents.Dictionaries.DictionaryFile.Read(dictionary, "page");
        Assert.Equal("warehouse", Assert.Single(Data.CatalogueFile.Read(warehouse, "catalogue.yaml", new Dictionary<string, Protos.Dictionary> { ["breast"] = study })).Entry.Source.Connection!.Name);
        var whole = dictionary.Replace("    endpoints:", $"      {aggregates}\n    endpoints:", StringComparison.Ordinal)
            + "  mutations: {patient_key: p, variables: {p: {type: category}, gene: {type: category, levels: [TP53]}}}\n"
            + "  labs: {patient_key: p, variables: {p: {type: category}, kind: {type: category, levels: [psa]}, x: {type: decimal, range: [0, 5000]}, day: {type: date, range: [\"2000-01-01\", \"2030-01-01\"]}}}\n";
        Assert.Equal(2, Documents.Dictionaries.DictionaryFile.Read(whole, "page").Datasets[0].Variables.Count(v => v.Aggregate is not null));
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>Lines that begin with fedonco-agent; "# exits N" says which exit code is meant.</summary>
    private async Task<int> RunAsync(string script)
    {
        var commands = 0;
        foreach (var line in script.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = line.Split('#');
            Assert.StartsWith("fedonco-agent ", line, StringComparison.Ordinal);
            var arguments = parts[0].Trim().Split(' ').Skip(1).Select(a => a is "." or "data" or "report.html" ? Path.Combine(_folder.Path, a) : a).ToArray();
            var wanted = parts.Length > 1 ? int.Parse(Regex.Match(parts[1], @"exits (\d)").Groups[1].Value) : 0;
            Assert.Equal((line, wanted), (line, await AgentCommands.Build().Parse(arguments).InvokeAsync(cancellationToken: TestContext.Current.CancellationToken)));
            commands++;
        }

        return commands;
    }
}

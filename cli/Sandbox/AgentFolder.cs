using System.Text.Json;
using FedOnco.Documents.Dictionaries;
using FedOnco.Documents.Yaml;
using FedOnco.Protos;

namespace FedOnco.Cli.Sandbox;

/// <summary>Writes an agent's folder: settings, catalogue, policy, dictionary.</summary>
internal static class AgentFolder
{
    /// <returns>The folder.</returns>
    public static string Write(string folder, string site, IReadOnlyList<string> files, Dictionary dictionary, string policy)
    {
        var home = Directory.CreateDirectory(folder).FullName;
        File.WriteAllText(Path.Combine(home, "appsettings.json"), JsonSerializer.Serialize(new { Agent = new { Site = site } }));
        Directory.CreateDirectory(Path.Combine(home, "dictionaries"));
        File.WriteAllText(Path.Combine(home, "dictionaries", dictionary.Study + ".yaml"), DictionaryFile.Write(dictionary));
        File.WriteAllText(Path.Combine(home, "policy.yaml"), policy);
        var open = IsOpen(policy) ? "true" : "false";
        var entries = files.Select(f => $"  {ExpressionText.Quote(SandboxFolder.NameOf(f))}: {{study: {dictionary.Study}, {(Path.GetExtension(f) == ".csv" ? "csv" : "parquet")}: {ExpressionText.Quote(f)}, public: {open}}}\n");
        File.WriteAllText(Path.Combine(home, "catalogue.yaml"), "datasets:\n" + string.Concat(entries));
        return home;
    }

    /// <summary>Asking for the open profile in a sandbox says that the data are open.</summary>
    public static bool IsOpen(string policy) => StrictMap.Parse(policy, new YamlFaults("policy")).Text("profile") == "open";
}

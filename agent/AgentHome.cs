using FedOnco.Agent.Data.Engines;
using FedOnco.Analyses.Expressions;
using FedOnco.Documents.Dictionaries;
using FedOnco.Protos;
using Microsoft.Extensions.Configuration;

namespace FedOnco.Agent;

/// <summary>An agent's folder: settings, catalogue, policy, dictionaries and state.</summary>
internal sealed class AgentHome
{
    private AgentHome(string folder, AgentSettings settings)
    {
        Folder = folder;
        Settings = settings;
    }

    public string Folder { get; }

    public AgentSettings Settings { get; }

    public string State => Resolve(Settings.State);

    public string Catalogue => Resolve(Settings.Catalogue);

    public string Policy => Resolve(Settings.Policy);

    /// <exception cref="FedOncoException">WrongFile where the folder or its appsettings.json is not usable.</exception>
    public static AgentHome Open(string folder)
    {
        var file = Path.Combine(folder, "appsettings.json");
        if (!File.Exists(file)) throw new FedOncoException(ErrorReason.WrongFile, $"{file} is missing. Point --home at the agent's folder.");
        var settings = new AgentSettings();
        try
        {
            new ConfigurationBuilder().AddJsonFile(Path.GetFullPath(file)).Build().GetSection("Agent").Bind(settings, o => o.ErrorOnUnknownConfiguration = true);
        }
        catch (Exception broken) when (broken is InvalidDataException or FormatException or InvalidOperationException)
        {
            throw new FedOncoException(ErrorReason.WrongFile, $"{file}: {broken.InnerException?.Message ?? broken.Message}");
        }

        if (settings.EngineMemoryMiB is < 128 or > 65536 || settings.ColumnMemoryMiB is < 16 or > 65536 || settings.StatementSeconds is < 1 or > 86400)
            throw new FedOncoException(ErrorReason.WrongFile, $"{file}: Agent:EngineMemoryMiB is 128 to 65536, Agent:ColumnMemoryMiB 16 to 65536, Agent:StatementSeconds 1 to 86400.");
        if (settings.Site.Length == 0) throw new FedOncoException(ErrorReason.WrongFile, $"{file}: Agent:Site (the id of this centre) is missing.");
        return new AgentHome(Path.GetFullPath(folder), settings);
    }

    public EngineSettings Engines => new(Settings.EngineMemoryMiB, Settings.ColumnMemoryMiB, Settings.StatementSeconds, Path.Combine(State, "spill"));

    public string Resolve(string path) => Path.GetFullPath(path, Folder);

    /// <summary>dictionaries/STUDY.yaml of every study.</summary>
    /// <exception cref="FedOncoException">WrongFile with all faults, those of derived variables included.</exception>
    public IReadOnlyDictionary<string, Dictionary> ReadDictionaries()
    {
        var folder = Resolve(Settings.Dictionaries);
        if (!Directory.Exists(folder)) throw new FedOncoException(ErrorReason.WrongFile, $"{folder} is missing: it holds STUDY.yaml, the data dictionary of each study.");
        var dictionaries = new Dictionary<string, Dictionary>(StringComparer.Ordinal);
        foreach (var file in Directory.GetFiles(folder, "*.yaml").Order(StringComparer.Ordinal))
        {
            var dictionary = ReadDictionary(file);
            if (!dictionaries.TryAdd(dictionary.Study, dictionary)) throw new FedOncoException(ErrorReason.WrongFile, $"{file}: another file of this folder is the dictionary of {dictionary.Study} already. Keep one.");
        }

        return dictionaries;
    }

    private static Dictionary ReadDictionary(string file)
    {
        var dictionary = DictionaryFile.Read(File.ReadAllText(file), file);
        if (DerivedColumns.Check(dictionary) is { Count: > 0 } faults) throw new FedOncoException(ErrorReason.WrongFile, string.Join("\n", faults.Select(f => $"{file}: {f.Message}")));
        return dictionary;
    }
}

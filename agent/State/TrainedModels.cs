using FedOnco.Protos;
using Google.Protobuf;

namespace FedOnco.Agent.State;

/// <summary>
/// The models that this site's own training runs ended in: computed here from verified totals, so a later contract only names the one
/// that it evaluates.
/// </summary>
internal sealed class TrainedModels(string folder) : IDisposable
{
    private readonly StateDatabase _database = new(Path.Combine(folder, "models.db"), "CREATE TABLE IF NOT EXISTS trained (study TEXT, transcript BLOB, model BLOB NOT NULL, PRIMARY KEY (study, transcript));");

    /// <param name="study">Study of the run.</param>
    /// <param name="transcript">Last transcript hash of the run, 32 bytes.</param>
    /// <param name="model">What its program ended in here.</param>
    public void Add(string study, ReadOnlySpan<byte> transcript, TrainedModel model) =>
        _database.Write("INSERT OR REPLACE INTO trained VALUES ($a, $b, $c)", study, transcript.ToArray(), model.ToByteArray());

    /// <summary>What this site's own run with that last transcript hash ended in; null where there was none.</summary>
    public TrainedModel? Find(string study, ReadOnlySpan<byte> transcript) =>
        _database.Read("SELECT model FROM trained WHERE study = $a AND transcript = $b", r => (byte[])r[0], study, transcript.ToArray()) is [var known] ? TrainedModel.Parser.ParseFrom(known) : null;

    public void Dispose() => _database.Dispose();
}

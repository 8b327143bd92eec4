using System.Security.Cryptography;
using FedOnco.Protos;
using Google.Protobuf;

namespace FedOnco.Agent.State;

/// <summary>
/// The models that this site's own training runs ended in, by fingerprint: computed here from verified totals, so a model that a
/// later contract brings back can be compared with the true one.
/// </summary>
internal sealed class TrainedModels(string folder) : IDisposable
{
    private readonly StateDatabase _database = new(Path.Combine(folder, "models.db"), "CREATE TABLE IF NOT EXISTS models (study TEXT, transcript BLOB, fingerprint BLOB NOT NULL, PRIMARY KEY (study, transcript)) WITHOUT ROWID;");

    /// <param name="study">Study of the run.</param>
    /// <param name="transcript">Last transcript hash of the run, 32 bytes.</param>
    /// <param name="model">What its program ended in here.</param>
    public void Add(string study, ReadOnlySpan<byte> transcript, TrainedModel model) =>
        _database.Write("INSERT OR REPLACE INTO models VALUES ($a, $b, $c)", study, transcript.ToArray(), SHA256.HashData(model.ToByteArray()));

    /// <summary>Whether this site's own run with that last transcript hash ended in this very model.</summary>
    public bool Knows(string study, ReadOnlySpan<byte> transcript, TrainedModel model) =>
        _database.Read("SELECT fingerprint FROM models WHERE study = $a AND transcript = $b", r => (byte[])r[0], study, transcript.ToArray()) is [var known] && known.AsSpan().SequenceEqual(SHA256.HashData(model.ToByteArray()));

    public void Dispose() => _database.Dispose();
}

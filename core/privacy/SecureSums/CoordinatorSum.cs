using FedOnco.Protos;

namespace FedOnco.Privacy.SecureSums;

/// <summary>One sum at the coordinator: adds masked chunks as they come, in memory of two vectors whatever the number of sites.</summary>
public sealed class CoordinatorSum
{
    public CoordinatorSum(ReadOnlyMemory<byte> run, ulong index, ReadOnlyMemory<byte> stepHash, TallyLayout layout, IReadOnlyList<string> sites, uint attempt = 1) => throw new NotImplementedException();

    /// <summary>Adds a chunk; true when every site's tally is whole.</summary>
    /// <exception cref="FedOncoException">StepMismatch where the site derived another step; Protocol for a malformed chunk.</exception>
    public bool Add(string site, TallyChunk chunk) => throw new NotImplementedException();

    /// <summary>Whether this site's tally is whole.</summary>
    public bool HasAll(string site) => throw new NotImplementedException();

    /// <summary>The total on its way down; only when complete.</summary>
    public IEnumerable<TotalChunk> Chunks() => throw new NotImplementedException();

    /// <summary>The decoded total, the same bits as at every site.</summary>
    public double[] Decode() => throw new NotImplementedException();

    /// <summary>SHA-256 of the total's bytes, as it enters the transcript.</summary>
    public byte[] TotalHash() => throw new NotImplementedException();
}

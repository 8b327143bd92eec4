namespace FedOnco.Coordinator.State;

/// <summary>Totals of contracts, stored before they go down to the sites: a run that was cut goes on from them.</summary>
internal sealed class RecordedTotals(Store store)
{
    /// <summary>Bytes of totals that are kept; beyond, those of the oldest ended contracts go.</summary>
    public const long MostBytes = 1L << 30;

    private long _grown = MostBytes;

    /// <summary>Stores a total, in the place of an earlier one of the same contract and index.</summary>
    /// <param name="contract">Contract hash, 32 bytes.</param>
    /// <param name="index">1 and up.</param>
    /// <param name="step">Step hash, 32 bytes.</param>
    /// <param name="total">Elements, little-endian, as they go down.</param>
    public void Save(byte[] contract, ulong index, byte[] step, ReadOnlyMemory<byte> total)
    {
        store.SaveTotal(contract, (long)index, step, total);
        Interlocked.Add(ref _grown, total.Length);
    }

    /// <summary>A stored total; null where there is none.</summary>
    public RecordedTotal? Find(byte[] contract, ulong index) =>
        store.Read("SELECT step, total FROM totals WHERE contract = @a AND number = @b", r => new RecordedTotal((byte[])r[0], (byte[])r[1]), contract, (long)index).FirstOrDefault();

    /// <summary>Keeps the contract of an open run: its bytes are needed to go on under the same hash.</summary>
    public void SaveContract(string run, byte[] bytes) => store.Write("INSERT INTO contracts VALUES (@a, @b) ON CONFLICT (run) DO UPDATE SET contract = excluded.contract", run, bytes);

    /// <summary>The contract of a run, as it was offered; null where none was made.</summary>
    public byte[]? ContractOf(string run) => store.Read("SELECT contract FROM contracts WHERE run = @a", r => (byte[])r[0], run).FirstOrDefault();

    /// <summary>Drops the oldest contracts' totals until what is kept fits; looks only where much was stored since the last time.</summary>
    /// <param name="most">Bytes.</param>
    /// <param name="open">Contract hashes of open runs: never dropped.</param>
    public void Prune(long most, IEnumerable<byte[]> open)
    {
        if (Interlocked.Read(ref _grown) < most / 16) return;
        Interlocked.Exchange(ref _grown, 0);
        var sizes = store.SizesOfTotals();
        var size = sizes.Sum(s => s.Bytes);
        foreach (var (contract, bytes) in sizes)
        {
            if (size <= most) return;
            if (open.Any(o => o.AsSpan().SequenceEqual(contract))) continue;
            store.Write("DELETE FROM totals WHERE contract = @a", contract);
            size -= bytes;
        }
    }
}

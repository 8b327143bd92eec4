using System.Security.Cryptography;
using FedOnco.Protos;

namespace FedOnco.Analyses.Reduction;

/// <summary>
/// What the next secure sum is of. Every party derives it from contract and totals; it is never sent.
/// Its hash is in the masks, so parties that derived different steps cannot produce a total.
/// </summary>
public abstract record Step
{
    private byte[]? _hash;

    /// <summary>Name of the step's type in its canonical encoding ("cox-information").</summary>
    public abstract string Name { get; }

    /// <summary>Version of the algorithm of this step.</summary>
    public virtual int Version => 1;

    /// <summary>Blocks of the tally: names, lengths, fixed-point scale and bound of one site's value.</summary>
    public abstract TallyLayout Layout { get; }

    /// <summary>Writes every field that the site's part depends on, in declared order.</summary>
    protected abstract void WriteFields(CanonicalWriter writer);

    /// <summary>Type name, version, fields, layout.</summary>
    public byte[] Encode()
    {
        var writer = new CanonicalWriter();
        writer.Text(Name);
        writer.Integer(Version);
        WriteFields(writer);
        writer.Integer((int)Layout.Ring);
        foreach (var block in Layout.Blocks)
        {
            writer.Text(block.Name);
            writer.Integer(block.Length);
            writer.Integer(block.FractionBits);
            writer.Number(block.Bound);
        }

        return writer.ToArray();
    }

    /// <summary>SHA-256 of the canonical encoding.</summary>
    public byte[] Hash() => _hash ??= SHA256.HashData(Encode());
}

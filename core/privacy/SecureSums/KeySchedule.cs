using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace FedOnco.Privacy.SecureSums;

/// <summary>The eleven round keys of AES-128 (FIPS 197, section 5.2).</summary>
[InlineArray(Rounds + 1)]
internal struct KeySchedule
{
    public const int Rounds = 10;

    private Vector128<byte> _first;
}

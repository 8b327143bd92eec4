namespace FedOnco.Federation.Tests.Fuzz;

/// <summary>How a call ended.</summary>
/// <param name="Http">Status of HTTP.</param>
/// <param name="Grpc">Status of gRPC; null where the call did not get that far.</param>
/// <param name="Message">What the caller is told.</param>
internal sealed record GrpcAnswer(int Http, int? Grpc, string Message)
{
    private const int Unknown = 2, Internal = 13, DataLoss = 15;

    /// <summary>A named end: neither a defect nor silence.</summary>
    public bool IsNamed => Http < 500 && (Grpc is null ? Http >= 400 : Grpc is not (Unknown or Internal or DataLoss) && (Grpc == 0 || Message.Length > 0));
}

using FedOnco.Protos;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace FedOnco.Coordinator.Health;

/// <summary>
/// Metrics and a span a run, sent to a collector by OTLP over HTTP where one is named. The same numbers as GET /metrics; no name of a
/// person, study or call leaves with them.
/// </summary>
internal static class TelemetryPush
{
    private const int MetricsEveryMilliseconds = 15_000;

    /// <param name="address">http or https address of the collector, without a path; null for none.</param>
    /// <exception cref="FedOncoException">WrongArgument.</exception>
    public static Uri? AddressOf(string? address)
    {
        if (address is null) return null;
        if (Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri is { AbsolutePath: "/", Query: "", UserInfo: "" }) return uri;
        throw new FedOncoException(ErrorReason.WrongArgument, $"--otlp {address}: the address of a collector is needed, without a path, as in http://127.0.0.1:4318.");
    }

    public static void Add(IServiceCollection services, Uri collector)
    {
        services.AddOpenTelemetry()
            .ConfigureResource(r => r.AddService("fedonco-coordinator", serviceVersion: Product.Version))
            .WithMetrics(m => m.AddMeter(RunMetrics.Name).AddOtlpExporter((o, reader) =>
            {
                Configure(o, new Uri(collector, "v1/metrics"));
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = MetricsEveryMilliseconds;
            }))
            .WithTracing(t => t.AddSource(RunMetrics.Name).AddOtlpExporter(o => Configure(o, new Uri(collector, "v1/traces"))));
    }

    private static void Configure(OtlpExporterOptions options, Uri endpoint)
    {
        options.Protocol = OtlpExportProtocol.HttpProtobuf;
        options.Endpoint = endpoint;
    }
}

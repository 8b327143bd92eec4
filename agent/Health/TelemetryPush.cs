using FedOnco.Protos;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace FedOnco.Agent.Health;

/// <summary>Metrics and a span a run, sent to a collector of the centre by OTLP over HTTP where its IT names one; nothing of the data leaves with them.</summary>
internal static class TelemetryPush
{
    private const int MetricsEveryMilliseconds = 15_000;

    /// <param name="address">http or https address of the collector, without a path; empty for none.</param>
    /// <exception cref="FedOncoException">WrongArgument.</exception>
    public static Uri? AddressOf(string address)
    {
        if (address.Length == 0) return null;
        if (Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri is { AbsolutePath: "/", Query: "", UserInfo: "" }) return uri;
        // A password may stand in it.
        throw new FedOncoException(ErrorReason.WrongArgument, "Agent:Otlp (or --otlp) is the address of a collector, without a path and a password, as in http://127.0.0.1:4318.");
    }

    public static void Add(IServiceCollection services, Uri collector)
    {
        services.AddOpenTelemetry()
            .ConfigureResource(r => r.AddService("fedonco-agent", serviceVersion: Product.Version))
            .WithMetrics(m => m.AddMeter(AgentMetrics.Name).AddOtlpExporter((o, reader) =>
            {
                Configure(o, new Uri(collector, "v1/metrics"));
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = MetricsEveryMilliseconds;
            }))
            .WithTracing(t => t.AddSource(AgentMetrics.Name).AddOtlpExporter(o => Configure(o, new Uri(collector, "v1/traces"))));
    }

    private static void Configure(OtlpExporterOptions options, Uri endpoint)
    {
        options.Protocol = OtlpExportProtocol.HttpProtobuf;
        options.Endpoint = endpoint;
    }
}

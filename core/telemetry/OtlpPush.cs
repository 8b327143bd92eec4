using FedOnco.Protos;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace FedOnco.Telemetry;

/// <summary>The way to a collector: what a process counts of itself, and its spans, by OTLP over HTTP.</summary>
public static class OtlpPush
{
    private const int MetricsEveryMilliseconds = 15_000;

    /// <param name="setting">What the address stands in, for the message.</param>
    /// <param name="address">http or https address of the collector, without a path; null or empty for none.</param>
    /// <exception cref="FedOncoException">WrongArgument; the address is not repeated, a password may stand in it.</exception>
    public static Uri? AddressOf(string setting, string? address)
    {
        if (string.IsNullOrEmpty(address)) return null;
        if (Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri is { AbsolutePath: "/", Query: "", UserInfo: "" }) return uri;
        throw new FedOncoException(ErrorReason.WrongArgument, $"{setting} is the address of a collector, without a path and a password, as in http://127.0.0.1:4318.");
    }

    /// <param name="services">Of the host.</param>
    /// <param name="collector">From <see cref="AddressOf"/>.</param>
    /// <param name="service">What the process calls itself.</param>
    /// <param name="version">Its version.</param>
    /// <param name="source">Name of its meter, and of its source of spans.</param>
    public static void Add(IServiceCollection services, Uri collector, string service, string version, string source)
    {
        services.AddOpenTelemetry()
            .ConfigureResource(r => r.AddService(service, serviceVersion: version))
            .WithMetrics(m => m.AddMeter(source).AddOtlpExporter((o, reader) =>
            {
                Configure(o, new Uri(collector, "v1/metrics"));
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = MetricsEveryMilliseconds;
            }))
            .WithTracing(t => t.AddSource(source).AddOtlpExporter(o => Configure(o, new Uri(collector, "v1/traces"))));
    }

    private static void Configure(OtlpExporterOptions options, Uri endpoint)
    {
        options.Protocol = OtlpExportProtocol.HttpProtobuf;
        options.Endpoint = endpoint;
    }
}

using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FedOnco.Protos;
using Grpc.Core;
using Grpc.Net.Client;

namespace FedOnco.Client;

/// <summary>The research service for programs: submit calls, watch runs, look around.</summary>
/// <remarks>Every method throws <see cref="FedOncoException"/> with a reason of the closed list.</remarks>
public sealed class FedOncoClient : IDisposable
{
    // About two minutes, with growing pauses.
    private const int MostReconnects = 30;

    private readonly GrpcChannel _channel;
    private readonly ResearchService.ResearchServiceClient _service;
    private readonly ModelService.ModelServiceClient _models;
    private readonly ClientSettings _settings;
    private readonly Metadata _headers;

    /// <exception cref="FedOncoException">WrongFile where the authority's certificate cannot be read.</exception>
    public FedOncoClient(ClientSettings settings)
    {
        _settings = settings;
        _headers = new Metadata { { "authorization", "Bearer " + settings.Token } };
        var authorities = ReadAuthorities(settings.AuthorityFile);
        var handler = new SocketsHttpHandler
        {
            EnableMultipleHttp2Connections = true,
            InitialHttp2StreamWindowSize = 4 << 20,
            // A coordinator that is gone without a goodbye is noticed: nothing else ends a wait for it.
            ConnectTimeout = TimeSpan.FromSeconds(15),
            KeepAlivePingDelay = TimeSpan.FromSeconds(20),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
            certificate is X509Certificate2 leaf && !errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) && authorities.Any(a => IsSignedBy(leaf, a));
        _channel = GrpcChannel.ForAddress(settings.Address, new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true, MaxReceiveMessageSize = null });
        _service = new ResearchService.ResearchServiceClient(_channel);
        _models = new ModelService.ModelServiceClient(_channel);
    }

    /// <summary>Submits a call and waits for its end.</summary>
    /// <param name="study">May be empty for a person with one study.</param>
    /// <param name="call">The R call.</param>
    /// <param name="progress">Called at every change until the end.</param>
    /// <param name="cancellationToken">Cancels the run as well.</param>
    /// <returns>The ended run, whatever its state.</returns>
    public async Task<Run> RunAsync(string study, string call, Action<Run>? progress = null, CancellationToken cancellationToken = default)
    {
        var run = await SubmitAsync(study, call, cancellationToken).ConfigureAwait(false);
        return await FollowAsync(run, progress, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits for the end of a run, also over a restart of the coordinator.</summary>
    /// <param name="run">As submitted or resumed.</param>
    /// <param name="progress">Called at every change until the end.</param>
    /// <param name="cancellationToken">Cancels the run as well.</param>
    public async Task<Run> FollowAsync(Run run, Action<Run>? progress = null, CancellationToken cancellationToken = default)
    {
        var lost = 0;
        while (run.Ended is null)
        {
            try
            {
                await foreach (var state in WatchAsync(run.Id, cancellationToken).ConfigureAwait(false))
                {
                    run = state;
                    lost = 0;
                    progress?.Invoke(state);
                }

                // Nobody has the run now: the coordinator is going down, or goes on with it later.
                if (run.Ended is null) await PauseAsync(1, cancellationToken).ConfigureAwait(false);
            }
            catch (FedOncoException cut) when (cut.Reason == ErrorReason.CannotConnect && ++lost <= MostReconnects)
            {
                await PauseAsync(lost, cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                await CancelAsync(run.Id, CancellationToken.None).ConfigureAwait(false);
                throw;
            }
        }

        return run;
    }

    /// <summary>Goes on with a run that ended because a site or the coordinator was away.</summary>
    public async Task<Run> ResumeAsync(string id, CancellationToken cancellationToken = default) =>
        (await AskAsync(() => _service.ResumeRunAsync(new ResumeRunRequest { Id = id }, _headers, cancellationToken: cancellationToken)).ConfigureAwait(false)).Run;

    public async Task<Run> SubmitAsync(string study, string call, CancellationToken cancellationToken = default) =>
        (await AskAsync(() => _service.SubmitRunAsync(new SubmitRunRequest { Study = study, Call = call }, _headers, cancellationToken: cancellationToken)).ConfigureAwait(false)).Run;

    public async Task<Run> GetAsync(string id, CancellationToken cancellationToken = default) =>
        (await AskAsync(() => _service.GetRunAsync(new GetRunRequest { Id = id }, _headers, cancellationToken: cancellationToken)).ConfigureAwait(false)).Run;

    public async Task<Run> CancelAsync(string id, CancellationToken cancellationToken = default) =>
        (await AskAsync(() => _service.CancelRunAsync(new CancelRunRequest { Id = id }, _headers, cancellationToken: cancellationToken)).ConfigureAwait(false)).Run;

    public async Task<IReadOnlyList<Run>> ListAsync(string study, CancellationToken cancellationToken = default) =>
        (await AskAsync(() => _service.ListRunsAsync(new ListRunsRequest { Study = study }, _headers, cancellationToken: cancellationToken)).ConfigureAwait(false)).Runs;

    public async Task<IReadOnlyList<Study>> StudiesAsync(CancellationToken cancellationToken = default) =>
        (await AskAsync(() => _service.ListStudiesAsync(new ListStudiesRequest(), _headers, cancellationToken: cancellationToken)).ConfigureAwait(false)).Studies;

    public async Task<IReadOnlyList<DatasetSummary>> DatasetsAsync(string study, CancellationToken cancellationToken = default) =>
        (await AskAsync(() => _service.ListDatasetsAsync(new ListDatasetsRequest { Study = study }, _headers, cancellationToken: cancellationToken)).ConfigureAwait(false)).Datasets;

    public Task<DescribeDatasetResponse> DescribeAsync(string study, string dataset, CancellationToken cancellationToken = default) =>
        AskAsync(() => _service.DescribeDatasetAsync(new DescribeDatasetRequest { Study = study, Dataset = dataset }, _headers, cancellationToken: cancellationToken));

    /// <summary>Your trained models in a study.</summary>
    public async Task<IReadOnlyList<ModelSummary>> ModelsAsync(string study, CancellationToken cancellationToken = default) =>
        (await AskAsync(() => _models.ListModelsAsync(new ListModelsRequest { Study = study }, _headers, cancellationToken: cancellationToken)).ConfigureAwait(false)).Models;

    /// <summary>A model with its ONNX graph and card.</summary>
    /// <param name="study">May be empty for a person with one study.</param>
    /// <param name="model">NAME for the newest version, or NAME@VERSION.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<GetModelResponse> ModelAsync(string study, string model, CancellationToken cancellationToken = default) =>
        AskAsync(() => _models.GetModelAsync(new GetModelRequest { Study = study, Model = model }, _headers, cancellationToken: cancellationToken));

    /// <summary>Analysis sets of a study.</summary>
    public async Task<IReadOnlyList<SetSummary>> SetsAsync(string study, CancellationToken cancellationToken = default) =>
        (await AskAsync(() => _service.ListSetsAsync(new ListSetsRequest { Study = study }, _headers, cancellationToken: cancellationToken)).ConfigureAwait(false)).Sets;

    /// <summary>Every change of a run until it ends.</summary>
    public async IAsyncEnumerable<Run> WatchAsync(string id, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var stream = _service.WatchRun(new WatchRunRequest { Id = id }, _headers, cancellationToken: cancellationToken);
        while (await NextAsync(stream.ResponseStream, cancellationToken).ConfigureAwait(false)) yield return stream.ResponseStream.Current.Run;
    }

    public void Dispose() => _channel.Dispose();

    private static async Task PauseAsync(int lost, CancellationToken cancellationToken) =>
        await Task.Delay(TimeSpan.FromSeconds(Math.Min(5, 0.25 * lost)), cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task<bool> NextAsync(IAsyncStreamReader<WatchRunResponse> stream, CancellationToken cancellationToken)
    {
        try
        {
            return await stream.MoveNext(cancellationToken).ConfigureAwait(false);
        }
        catch (RpcException failed)
        {
            throw Map(failed, cancellationToken);
        }
    }

    private async Task<T> AskAsync<T>(Func<AsyncUnaryCall<T>> call)
    {
        var reach = new Reach();
        while (true)
        {
            try
            {
                return await call().ConfigureAwait(false);
            }
            catch (RpcException failed)
            {
                if (!await reach.TryAgainAsync(failed).ConfigureAwait(false)) throw Map(failed, CancellationToken.None);
            }
        }
    }

    private Exception Map(RpcException failed, CancellationToken cancellationToken) =>
        failed.StatusCode == StatusCode.Cancelled && cancellationToken.IsCancellationRequested
            ? new OperationCanceledException(cancellationToken)
            : ClientFault.Of(failed, _settings.Address);

    /// <summary>Two while the coordinator changes its authority: either may have signed what it shows.</summary>
    private static X509Certificate2Collection ReadAuthorities(string file)
    {
        try
        {
            var all = new X509Certificate2Collection();
            all.ImportFromPemFile(file);
            if (all.Count == 0) all.Add(X509CertificateLoader.LoadCertificateFromFile(file));
            return all;
        }
        catch (Exception broken) when (broken is CryptographicException or IOException)
        {
            throw new FedOncoException(ErrorReason.WrongFile, $"{file} is not a certificate that can be read. Ask for the coordinator's authority.pem.");
        }
    }

    private static bool IsSignedBy(X509Certificate2 leaf, X509Certificate2 authority)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(leaf);
    }
}

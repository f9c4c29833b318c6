package dev.postern.broker.app;

import dev.postern.broker.access.Lock;
import dev.postern.broker.access.PolicyTrial;
import dev.postern.broker.base.Ulids;
import dev.postern.broker.ca.CaException;
import dev.postern.broker.ca.Challenges;
import dev.postern.broker.http.AccessRoutes;
import dev.postern.broker.http.AuditRoutes;
import dev.postern.broker.http.AuthorityRoutes;
import dev.postern.broker.http.BrokerInfo;
import dev.postern.broker.http.CertificateRoutes;
import dev.postern.broker.http.EvidencePack;
import dev.postern.broker.http.Gate;
import dev.postern.broker.http.HealthRoutes;
import dev.postern.broker.http.HttpConfig;
import dev.postern.broker.http.HttpServer;
import dev.postern.broker.http.LinkRoutes;
import dev.postern.broker.http.LiveSessionRoutes;
import dev.postern.broker.http.LockRoutes;
import dev.postern.broker.http.LoginRoutes;
import dev.postern.broker.http.ManagedRoutes;
import dev.postern.broker.http.NoteRoutes;
import dev.postern.broker.http.PolicyRoutes;
import dev.postern.broker.http.RecordingAccess;
import dev.postern.broker.http.RecordingRoutes;
import dev.postern.broker.http.RequestRoutes;
import dev.postern.broker.http.RetentionRoutes;
import dev.postern.broker.http.ReviewRoutes;
import dev.postern.broker.http.RouteTable;
import dev.postern.broker.http.SearchRoutes;
import dev.postern.broker.http.SessionPage;
import dev.postern.broker.http.SignIns;
import dev.postern.broker.http.Site;
import dev.postern.broker.http.TargetRoutes;
import dev.postern.broker.http.UnmaskRoutes;
import dev.postern.broker.http.ValueRoutes;
import dev.postern.broker.http.VerificationRoutes;
import dev.postern.broker.identity.CliSignIn;
import dev.postern.broker.identity.DeviceSignIn;
import dev.postern.broker.identity.SqlLoginStore;
import dev.postern.broker.identity.WebSignIn;
import dev.postern.broker.index.ValueSearch;
import dev.postern.broker.link.ShortLinks;
import dev.postern.broker.policy.AccessPolicy;
import dev.postern.broker.proxy.pg.EdgeLimits;
import dev.postern.broker.proxy.pg.PostgresEdge;
import dev.postern.broker.proxy.pg.PostgresEdgeConfig;
import dev.postern.broker.proxy.pg.PostgresEdgeServices;
import dev.postern.broker.record.Recorder;
import dev.postern.broker.review.Anchors;
import dev.postern.broker.search.SavedSearches;
import dev.postern.broker.session.SessionRegistry;
import dev.postern.broker.store.object.StoreStatus;
import dev.postern.broker.store.sql.SearchBudget;
import dev.postern.broker.target.TargetHealth;
import dev.postern.recording.RecordingFile;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Opens the two edges: PostgreSQL for clients, HTTP for people.
final class Edges {

    private static final String VERSION = "0.1.0";

    private final BrokerConfig config;
    private final Storage storage;
    private final Decisionmaking decisions;
    private final Evidence evidence;
    private final SessionRegistry sessions;
    private final Broker.Machine machine;
    private final TargetHealth health;

    Edges(
            BrokerConfig config,
            Storage storage,
            Evidence evidence,
            Decisionmaking decisions,
            SessionRegistry sessions,
            Broker.Machine machine) {
        this.config = config;
        this.storage = storage;
        this.decisions = decisions;
        this.evidence = evidence;
        this.sessions = sessions;
        this.machine = machine;
        this.health = new TargetHealth(decisions.books()::hostChanged);
    }

    /// What the PostgreSQL edge listens with.
    PostgresEdgeConfig postgresConfig(int eventLoops, ServerCertificates certificates)
            throws CaException, IOException {
        BrokerConfig.Postgres postgres = config.postgres();
        InetSocketAddress bind =
                new InetSocketAddress(postgres.listen().host(), postgres.listen().port());
        return new PostgresEdgeConfig(bind, certificates.load(), eventLoops, EdgeLimits.DEFAULT);
    }

    /// Opens the port that clients dial.
    ///
    /// @throws StartException if the port cannot be had
    PostgresEdge openPostgres(PostgresEdgeConfig edge) throws IOException, StartException {
        try {
            return PostgresEdge.start(
                    edge,
                    new PostgresEdgeServices(
                            decisions.gatekeeper(),
                            recorder(),
                            sessions,
                            decisions.books(),
                            sources(),
                            new PostgresEdgeServices.Targets(
                                    decisions.managed().targets(),
                                    decisions.targetAuthority(),
                                    health)));
        } catch (BindException e) {
            throw config.postgres().listen().unusable(String.valueOf(e.getMessage()), e);
        }
    }

    PostgresEdgeServices.Sources sources() {
        return new PostgresEdgeServices.Sources(
                machine.clock(), machine.ticker(), machine.randomness());
    }

    /// What becomes of recordings once they are finished.
    ///
    /// @param uploads null if they go nowhere
    record Evidence(Retaining retaining, Reviewing reviewing, @Nullable Uploads uploads) {}

    private @Nullable StoreStatus uploadStatus() {
        Uploads uploads = evidence.uploads();
        return uploads == null ? null : uploads.status();
    }

    /// Where readers find recordings.
    private Function<String, Optional<RecordingFile>> recordings() {
        Uploads uploads = evidence.uploads();
        return uploads == null
                ? storage.recordings()::recording
                : session ->
                        uploads.find(session)
                                .map(file -> new RecordingFile(file, storage.recordingKeys()));
    }

    /// The recorder, and room for what it records.
    private Recorder recorder() {
        StoreConfig store = config.store();
        Uploads uploads = evidence.uploads();
        return uploads == null || store == null
                ? storage.recorder()
                : new SpooledRecorder(storage.recorder(), uploads::status, store.whenUnreachable());
    }

    /// Opens the port that people open in a browser and the CLI calls.
    ///
    /// @throws StartException if the port cannot be had
    HttpServer openWeb(PostgresEdge postgres, List<BrokerInfo.DemoPerson> demoPeople)
            throws StartException {
        BrokerConfig.Web web = config.web();
        HttpConfig http =
                new HttpConfig(
                        web.listen().host(),
                        web.listen().port(),
                        web.publicUrl(),
                        web.certificate(),
                        web.key());
        Site site = new Site(http);
        int publicPort = config.postgres().publicPort();
        BrokerInfo info =
                new BrokerInfo(
                        VERSION,
                        config.signIn().identity().issuer(),
                        config.postgres().publicHost(),
                        () -> publicPort == 0 ? postgres.address().getPort() : publicPort,
                        demoPeople);
        SignIns signIns =
                new SignIns(
                        new WebSignIn(decisions.oidc(), machine.clock(), machine.randomness()),
                        new SignIns.Bearers(
                                new CliSignIn(machine.clock(), machine.randomness()),
                                new DeviceSignIn(
                                        config.signIn().deviceFlow(),
                                        decisions.oidc(),
                                        machine.ticker(),
                                        machine.randomness()),
                                decisions.machines()),
                        decisions.logins(),
                        decisions.books(),
                        config.signIn().endsAtIssuer());
        RouteTable routes = new RouteTable();
        new LoginRoutes(site, signIns, info).addTo(routes);
        TargetRoutes targets =
                new TargetRoutes(
                        decisions.managed()::targets,
                        decisions.policy(),
                        decisions.requests(),
                        decisions.locks(),
                        info.postgresHost(),
                        info.postgresPort());
        targets.addTo(routes);
        RequestRoutes requests =
                new RequestRoutes(
                        decisions.managed()::targets,
                        decisions.requests(),
                        decisions.asking(),
                        decisions.decisions(),
                        decisions.extensions(),
                        machine.clock());
        requests.addTo(routes);
        new AccessRoutes(
                        decisions.managed()::targets,
                        decisions.explaining(),
                        decisions.policy(),
                        decisions.decisions(),
                        new SqlLoginStore(storage.state())::newestPerson)
                .addTo(routes);
        new PolicyRoutes(
                        storage.rows(),
                        text ->
                                new PolicyTrial(
                                        new AccessPolicy(RolesText.read(text)),
                                        decisions.managed().targets(),
                                        new SqlLoginStore(storage.state())::newestPerson),
                        decisions.audit(),
                        machine.clock())
                .addTo(routes);
        new LiveSessionRoutes(sessions, decisions.audit(), machine.clock()).addTo(routes);
        new LockRoutes(decisions.locks(), decisions.watch()::endDue).addTo(routes);
        new AuditRoutes(decisions.audit(), machine.clock()).addTo(routes);
        new HealthRoutes(
                        storage::recorderHealth,
                        storage.journal().quarantine()::count,
                        storage.journal()::recoveryText,
                        this::uploadStatus,
                        storage::indexStatus,
                        machine.clock())
                .addTo(routes);
        new RetentionRoutes(
                        storage.rows(),
                        evidence.retaining().holds(),
                        evidence.retaining().erasures(),
                        evidence.retaining().sweep(),
                        decisions.audit())
                .addTo(routes);
        new ManagedRoutes(decisions.managed()).addTo(routes);
        new AuthorityRoutes(decisions.authorities(), decisions.audit()).addTo(routes);
        new CertificateRoutes(
                        decisions.authorities(),
                        decisions.certificates(),
                        new Challenges(machine.clock(), machine.randomness()),
                        targets)
                .addTo(routes);
        Reviewing reviewing = evidence.reviewing();
        RecordingAccess access =
                new RecordingAccess(
                        storage.rows(),
                        recordings(),
                        storage::look,
                        decisions.audit(),
                        decisions.masking(),
                        machine.clock());
        SessionPage pages =
                new SessionPage(
                        storage.rows(),
                        reviewing.reviews(),
                        storage::indexStatus,
                        sessions,
                        () -> SearchBudget.forPeople(machine.ticker()));
        new UnmaskRoutes(
                        access,
                        decisions.masking(),
                        (caller, target) ->
                                decisions.decisions().mayDecideFor(caller.person(), target))
                .addTo(routes);
        new RecordingRoutes(
                        storage.rows(),
                        access,
                        pages,
                        machine.clock(),
                        site,
                        new EvidencePack(
                                pages,
                                reviewing.notes(),
                                reviewing.reviews(),
                                requests,
                                decisions.audit(),
                                machine.clock()))
                .addTo(routes);
        new VerificationRoutes(access, decisions.audit()::publicKey, machine.clock()).addTo(routes);
        new NoteRoutes(
                        new Anchors(storage.rows(), machine.clock()),
                        access,
                        reviewing.notes(),
                        reviewing.reviews())
                .addTo(routes);
        new ReviewRoutes(
                        access,
                        pages,
                        new ReviewRoutes.Parts(
                                reviewing.reviews(), reviewing.queue(), reviewing.assignments()),
                        machine.clock())
                .addTo(routes);
        new SearchRoutes(
                        new SavedSearches(
                                storage.state(),
                                decisions.audit(),
                                machine.clock(),
                                new Ulids(machine.clock(), machine.randomness())))
                .addTo(routes);
        new LinkRoutes(
                        access,
                        new ShortLinks(storage.state(), machine.clock(), machine.randomness()),
                        site)
                .addTo(routes);
        new ValueRoutes(
                        new ValueSearch(storage.rows(), recordings(), machine.ticker()),
                        storage.rows(),
                        access,
                        decisions.audit(),
                        machine.clock())
                .addTo(routes);
        probe(web.listen());
        return HttpServer.start(
                http,
                site,
                new Gate(
                        decisions.logins(),
                        decisions.policy(),
                        (person, roles) -> decisions.locks().on(Lock.Subjects.of(person, roles)),
                        site),
                routes);
    }

    /// Takes the address and gives it back, because the HTTP library reports a failure on standard error as well.
    private static void probe(BrokerConfig.Listen listen) throws StartException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(listen.host(), listen.port()));
        } catch (IOException e) {
            throw listen.unusable(String.valueOf(e.getMessage()), e);
        }
    }
}

//! What is sold, in memory: every page asks for it, and it changes a few times a month.

use std::{
    collections::HashMap,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
};

use domain::{
    catalogue::{Agreement, Community, Product, Trial},
    id::{CommunityId, CreatorId, ProductId},
    money::Money,
    time::{Day, Timestamp},
    view::{AgreementView, CommunityHead, TierView, TrialView},
};

use crate::{
    Fault,
    ports::{CatalogueRows, Commerce},
};

/// One community with everything it sells.
#[derive(Clone, Debug)]
pub struct Shelf {
    /// The community.
    pub community: Community,
    /// Its products, in order.
    pub products: Vec<Product>,
    /// The agreement in force; a community without one sells nothing.
    pub agreement: Option<Agreement>,
}

impl Shelf {
    /// A product of this community.
    pub fn product(&self, id: &ProductId) -> Option<&Product> {
        self.products.iter().find(|product| product.id == *id)
    }

    /// What can be ordered on a day, in order; nothing unless the community is open.
    pub fn offered(&self, today: Day) -> impl Iterator<Item = &Product> {
        let is_open = self.community.is_open();
        let sold = move |product: &&Product| is_open && product.on_sale && product.period.is_ahead(today);
        self.products.iter().filter(sold)
    }

    /// The head of its pages.
    pub fn head(&self) -> CommunityHead {
        let community = &self.community;
        CommunityHead {
            slug: community.slug.clone(),
            name: community.name.clone(),
            tagline: community.tagline.clone(),
            payee_name: community.payee_name.clone(),
            contact: community.contact.clone(),
        }
    }
}

#[derive(Default)]
struct Index {
    /// When the database was asked for it, counted by readings.
    reading: u64,
    shelves: Vec<Arc<Shelf>>,
    by_slug: HashMap<String, Arc<Shelf>>,
    by_community: HashMap<CommunityId, Arc<Shelf>>,
    by_product: HashMap<ProductId, Arc<Shelf>>,
}

/// The catalogue in memory.
pub struct Catalogue {
    commerce: Commerce,
    index: RwLock<Arc<Index>>,
    readings: AtomicU64,
}

impl Catalogue {
    /// An empty catalogue; call [`Catalogue::reload`] before serving.
    pub fn new(commerce: Commerce) -> Self {
        Self { commerce, index: RwLock::default(), readings: AtomicU64::new(0) }
    }

    /// Reads everything again. A slow reading never takes the place of one that was begun after it.
    pub async fn reload(&self) -> Result<(), Fault> {
        let reading = self.readings.fetch_add(1, Ordering::SeqCst).saturating_add(1);
        let index = Arc::new(Index { reading, ..build(self.commerce.catalogue().await?) });
        let mut known = self.index.write().unwrap_or_else(PoisonError::into_inner);
        if known.reading < reading {
            *known = index;
        }
        Ok(())
    }

    /// Every community in whatever state, in order of name.
    pub fn shelves(&self) -> Vec<Arc<Shelf>> {
        self.read().shelves.clone()
    }

    /// A creator's communities, in order of name.
    pub fn of_creator(&self, creator: &CreatorId) -> Vec<Arc<Shelf>> {
        let mut shelves = self.shelves();
        shelves.retain(|shelf| shelf.community.creator == *creator);
        shelves
    }

    /// A community by the part of its address, whatever its state.
    pub fn by_slug(&self, slug: &str) -> Option<Arc<Shelf>> {
        self.read().by_slug.get(slug).cloned()
    }

    /// A community.
    pub fn by_community(&self, id: &CommunityId) -> Option<Arc<Shelf>> {
        self.read().by_community.get(id).cloned()
    }

    /// The community that sells a product.
    pub fn by_product(&self, id: &ProductId) -> Option<Arc<Shelf>> {
        self.read().by_product.get(id).cloned()
    }

    fn read(&self) -> Arc<Index> {
        Arc::clone(&self.index.read().unwrap_or_else(PoisonError::into_inner))
    }
}

fn build(rows: CatalogueRows) -> Index {
    let mut index = Index::default();
    let mut communities = rows.communities;
    communities.sort_by(|a, b| a.name.cmp(&b.name));
    let mut products_of: HashMap<CommunityId, Vec<Product>> = HashMap::new();
    for product in rows.products {
        products_of.entry(product.community.clone()).or_default().push(product);
    }
    let mut latest: HashMap<CommunityId, Agreement> = HashMap::new();
    for agreement in rows.agreements {
        let known = latest.get(&agreement.community).map_or(0, |known| known.version);
        if agreement.version > known {
            latest.insert(agreement.community.clone(), agreement);
        }
    }
    for community in communities {
        let mut products = products_of.remove(&community.id).unwrap_or_default();
        products.sort_by_key(|product| product.position);
        let agreement = latest.remove(&community.id);
        let shelf = Arc::new(Shelf { community, products, agreement });
        index.by_slug.insert(shelf.community.slug.clone(), Arc::clone(&shelf));
        index.by_community.insert(shelf.community.id.clone(), Arc::clone(&shelf));
        for product in &shelf.products {
            index.by_product.insert(product.id.clone(), Arc::clone(&shelf));
        }
        index.shelves.push(shelf);
    }
    index
}

/// A product as it is offered, at its main price.
pub(crate) fn tier_view(product: &Product) -> TierView {
    tier_view_at(product, product.price)
}

/// A product as it is offered, at one of its prices.
pub(crate) fn tier_view_at(product: &Product, price: Money) -> TierView {
    TierView {
        product: product.id.clone(),
        tier: product.tier.clone(),
        benefits: product.benefits.clone(),
        price,
        further: product.prices().filter(|other| other.currency() != price.currency()).collect(),
        period: product.period,
        refund_days: product.refund_days,
    }
}

/// A trial as its member sees it.
pub(crate) fn trial_view(shelf: &Shelf, trial: &Trial, now: Timestamp) -> TrialView {
    let community = &shelf.community;
    TrialView {
        slug: community.slug.clone(),
        community: community.name.clone(),
        contact: community.contact.clone(),
        ends_at: trial.ends_at,
        way_in: trial.is_open(now).then(|| community.way_in.clone()),
    }
}

/// An agreement as it is read.
pub(crate) fn agreement_view(agreement: &Agreement) -> AgreementView {
    AgreementView {
        id: agreement.id.clone(),
        version: agreement.version,
        title: agreement.title.clone(),
        paragraphs: paragraphs(&agreement.body),
        published_at: agreement.published_at,
    }
}

/// Cuts a text at its blank lines.
pub(crate) fn paragraphs(text: &str) -> Vec<String> {
    text.split("\n\n").map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
}
